/** Floor 5: speaks SMTP to next hops, one relay per event loop, and reports outcomes; imports floors 1 to 4. */
package io.postern.relay;

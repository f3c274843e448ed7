/** Floor 4: speaks SMTP to clients; imports floors 1 to 3. */
package io.postern.receive;

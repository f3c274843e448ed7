/** Floor 3: keeps what must not pass; imports floors 1 and 2, dns and observe. */
package io.postern.quarantine;

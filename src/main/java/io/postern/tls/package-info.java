/** Floor 3: what we show and what we demand; imports floors 1 and 2, dns and observe. Does no I/O but reading files. */
package io.postern.tls;

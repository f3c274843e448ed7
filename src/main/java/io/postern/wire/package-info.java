/** Floor 2: octets and time on one SMTP connection, either direction; imports smtp, config, Vert.x and Netty. */
package io.postern.wire;

/** Floor 1: the words of SMTP as values, without I/O; imports nothing but the JDK. */
package io.postern.smtp;

/** Floor 2: one message's body and its trace; imports smtp, Vert.x and Netty. */
package io.postern.message;

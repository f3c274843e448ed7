/** Floor 8: a whole cluster on loopback with no other software; imports every floor below, and loadtest. */
package io.postern.demo;

/** Floor 3: lets scanners look and give a verdict; imports floors 1 and 2, dns and observe. */
package io.postern.scan;

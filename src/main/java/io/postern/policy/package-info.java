/** Floor 3: who may do what; imports floors 1 and 2, dns and observe. */
package io.postern.policy;

/** Floor 3: what operators see; imports floors 1 and 2; the neighbours on floor 3 may use it. */
package io.postern.observe;

/** Floor 6: HTTP for people and machines; imports floors 1 to 5. */
package io.postern.admin;

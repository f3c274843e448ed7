/** Floor 4: recipient domain to destination to candidates in order; imports floors 1 to 3. */
package io.postern.route;

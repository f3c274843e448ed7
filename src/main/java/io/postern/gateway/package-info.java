/** Floor 6: carries one transaction from MAIL to the answer; imports floors 1 to 5. */
package io.postern.gateway;

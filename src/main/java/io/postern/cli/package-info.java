/** Floor 8: the commands; imports every floor below. */
package io.postern.cli;

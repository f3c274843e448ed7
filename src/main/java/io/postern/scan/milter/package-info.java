/** Of floor 3, a part of scan: the milter protocol, version 6, as a mail server speaks it to a filter. */
package io.postern.scan.milter;

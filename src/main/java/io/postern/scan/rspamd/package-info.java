/** rspamd's HTTP protocol, and what its answers mean to a gateway; the part of {@code scan} that knows its JSON. */
package io.postern.scan.rspamd;

/** Beside the floors: generator, counting next hop and ledger; imports smtp, wire, config and observe only. */
package io.postern.loadtest;

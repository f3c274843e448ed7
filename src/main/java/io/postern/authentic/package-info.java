/**
 * Floor 2: who really sent a message: SPF, DKIM, ARC and DMARC as pure evaluation; imports smtp. What it asks of the DNS goes
 * through its port, {@link io.postern.authentic.Lookup}, so that it knows no resolver.
 */
package io.postern.authentic;

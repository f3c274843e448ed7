package io.postern.authentic;

import java.util.List;

/**
 * All that was found out about a message.
 *
 * @param dkim one result for each signature that was looked at, none if there was no signature
 */
public record Findings(SpfResult spf, List<DkimResult> dkim, ArcResult arc, DmarcResult dmarc) {
}

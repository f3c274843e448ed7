package io.postern.authentic;

import com.google.common.net.InternetDomainName;

/** Which names one organisation has, by the public suffix list (RFC 7489 §3.2) that comes with the library. */
final class OrganisationalDomains {

    private OrganisationalDomains() {
    }

    /** The domain directly below a public suffix; the name itself if it is none, or a suffix. */
    static String of(String domain) {
        // no suffix has an underscore, and the library knows names of hosts only
        var host = domain.replace('_', '0');
        return InternetDomainName.isValid(host) ? lastLabels(domain, labels(InternetDomainName.from(host))) : domain;
    }

    /** How many of the labels are the organisation's. Of the list's rules {@code *} is the one for all else: the library leaves it out. */
    private static int labels(InternetDomainName name) {
        if (!name.hasPublicSuffix()) {
            return 2;
        }
        return name.isUnderPublicSuffix() ? name.topPrivateDomain().parts().size() : name.parts().size();
    }

    private static String lastLabels(String domain, int count) {
        int start = domain.length();
        for (int i = 0; i < count && start >= 0; i++) {
            start = domain.lastIndexOf('.', start - 1);
        }
        return domain.substring(start + 1);
    }
}

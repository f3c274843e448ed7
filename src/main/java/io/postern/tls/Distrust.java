package io.postern.tls;

import java.security.cert.CertificateException;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslCertificateException;

/** Why a certificate does not prove what it must; decides by which alert the other end hears of it (RFC 8446 §6.2). */
enum Distrust {

    NOT_YET_VALID(9), EXPIRED(10), UNKNOWN_AUTHORITY(20), OTHER_NAME(62);

    /** As OpenSSL and its kin number the results of a verification. */
    private final int result;

    Distrust(int result) {
        this.result = result;
    }

    /** {@code why} is for the log. */
    CertificateException as(String why) {
        return OpenSsl.isAvailable() ? new OpenSslCertificateException(why, result) : new CertificateException(why);
    }
}

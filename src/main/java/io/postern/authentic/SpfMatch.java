package io.postern.authentic;

/** Whether a mechanism matches (RFC 7208 §4.6.2). */
enum SpfMatch {
    YES, NO, TEMPERROR, PERMERROR
}

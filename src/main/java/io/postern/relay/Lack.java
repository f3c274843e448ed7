package io.postern.relay;

/** What a next hop does not have although the message's actual octets or addresses need it. */
public enum Lack { EIGHT_BIT, UTF8_ADDRESSES, SIZE, BINARY }

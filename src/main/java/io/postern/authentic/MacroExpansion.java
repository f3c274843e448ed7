package io.postern.authentic;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** RFC 7208 §7.3. {@code validatedName}: what {@code %{p}} stands for. */
record MacroExpansion(SpfQuestion question, String validatedName) {

    private static final int MAX_NAME = 253;
    private static final String HEX = "0123456789abcdef";

    /** A domain name, or whatever else comes of it, even nothing; of one that is too long the labels on the left are dropped. */
    String name(MacroString spec) {
        var name = new StringBuilder();
        for (var part : spec.parts()) {
            name.append(switch (part) {
                case MacroString.Literal(var text) -> text;
                case MacroString.Expand expand -> value(expand);
            });
        }
        var text = name.toString();
        if (text.endsWith(".")) {
            text = text.substring(0, text.length() - 1);
        }
        while (text.length() > MAX_NAME && text.indexOf('.') >= 0) {
            int excess = text.length() - MAX_NAME;
            int dot = text.indexOf('.', excess - 1);
            text = text.substring((dot < 0 ? text.lastIndexOf('.') : dot) + 1);
        }
        return text;
    }

    private String value(MacroString.Expand macro) {
        var raw = switch (macro.letter()) {
            case 's' -> question.sender();
            case 'l' -> question.local();
            case 'o' -> question.senderDomain();
            case 'd' -> question.domain();
            case 'i' -> dotted(question.address());
            case 'p' -> validatedName;
            case 'v' -> question.isIpv4() ? "in-addr" : "ip6";
            case 'h' -> question.helo();
            default -> throw new IllegalStateException("not a macro letter: " + macro.letter());
        };
        var value = transformed(raw, macro);
        return macro.escaped() ? escaped(value) : value;
    }

    /** Split at the delimiters, turned round, cut to the right-hand parts, joined by dots. */
    private static String transformed(String raw, MacroString.Expand macro) {
        if (macro.keep() == 0 && !macro.reversed() && macro.delimiters().equals(".")) {
            return raw;
        }
        var parts = split(raw, macro.delimiters());
        if (macro.reversed()) {
            Collections.reverse(parts);
        }
        int from = macro.keep() == 0 ? 0 : Math.max(0, parts.size() - macro.keep());
        return String.join(".", parts.subList(from, parts.size()));
    }

    private static List<String> split(String raw, String delimiters) {
        var parts = new ArrayList<String>();
        int start = 0;
        for (int i = 0; i <= raw.length(); i++) {
            if (i == raw.length() || delimiters.indexOf(raw.charAt(i)) >= 0) {
                parts.add(raw.substring(start, i));
                start = i + 1;
            }
        }
        return parts;
    }

    /** IPv6 as nibbles. */
    private static String dotted(InetAddress address) {
        byte[] octets = address.getAddress();
        if (octets.length == 4) {
            return address.getHostAddress();
        }
        var text = new StringBuilder(4 * octets.length);
        for (byte octet : octets) {
            text.append(HEX.charAt(octet >> 4 & 0xF)).append('.').append(HEX.charAt(octet & 0xF)).append('.');
        }
        return text.substring(0, text.length() - 1);
    }

    /** RFC 3986 §2.3: all but the unreserved. */
    private static String escaped(String value) {
        var text = new StringBuilder(value.length());
        for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xFF);
            if (Ascii.isAlphanumeric(c) || "-._~".indexOf(c) >= 0) {
                text.append(c);
            } else {
                text.append('%').append(Character.toUpperCase(HEX.charAt(c >> 4))).append(Character.toUpperCase(HEX.charAt(c & 0xF)));
            }
        }
        return text.toString();
    }
}

package io.postern.authentic;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What a sealer says of DMARC, whatever else it says. */
class ResultsFieldTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "i=1; a.example; dmarc=pass header.from=x | true", "i=1; a.example; spf=pass; DMARC = Pass (p=none) | true",
            "i=1; a.example; dmarc=fail (dmarc=pass) | false", "i=1; a.example; dkim=pass reason=\"dmarc=pass\" | false",
            "i=1; a.example; spf=fail smtp.mailfrom=\"; dmarc=pass ;\"@b.example; dmarc=fail | false",
            "i=1; a.example; spf=pass smtp.mailfrom=\"a\\\"; b\"@b.example; dmarc=pass | true",
            "i=1; a.example; spf=fail reason=\"(\"; dmarc=fail reason=\"); dmarc=pass | false", "i=1; a.example; dmarc=pa\"\"ss | false",
            "i=1; dmarc.example | false", "i=1; a.example; dmarc=passed | false"})
    void dmarcPassed(String value, boolean expected) {
        assertEquals(expected, ResultsField.saysDmarcPassed(new Field("ARC-Authentication-Results: " + value)));
    }
}

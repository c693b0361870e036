package dev.trenza.worker.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedTypesTest {

    @ParameterizedTest
    @CsvSource({
        "com.acme.Invoice, com.acme.Invoice, true",
        "com.acme.Invoice, com.acme.Invoices, false",
        "com.acme.Invoice, com.acme.Invoice$Line, false",
        "com.acme.Invoice, xcom.acme.Invoice, false",
        "com.acme.*, com.acme.Invoice, true",
        "com.acme.*, com.acme.Invoice$Line, true",
        "com.acme.*, com.acme.sub.Invoice, false",
        "com.acme.*, com.acmeX, false",
        "com.acme.*, com.acme, false",
        "com.acme.**, com.acme.Invoice, true",
        "com.acme.**, com.acme.a.b.Invoice, true",
        "com.acme.**, com.acmeother.Invoice, false",
        "com.acme.**, com.acme, false",
        "com.acme.Outer$Inner, com.acme.Outer$Inner, true",
        "com.acme.Fact\u00FCra, com.acme.Fact\u00FCra, true",
    })
    void aPatternMatchesAClassAPackageOrAPackageWithThoseBelow(String pattern, String className, boolean matches) {
        assertThat(new AllowedTypes(List.of(pattern)).matches(className)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "**",
                "",
                ".*",
                ".**",
                "com.*.Invoice",
                "com.acme.***",
                "!com.acme",
                "com acme",
                "a;b",
                "com.acme.*x",
                "1com"
            })
    void aPatternThatAllowsEverythingOrIsNoneIsRefused(String pattern) {
        assertThatThrownBy(() -> new AllowedTypes(List.of(pattern)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + pattern + "'")
                .hasMessageContaining("com.acme.**");
    }

    @Test
    void nothingIsAllowedWithoutAPattern() {
        assertThat(AllowedTypes.NONE.matches("com.acme.Invoice")).isFalse();
    }

    @Test
    void thePatternsCannotBeChangedAfterwards() {
        List<String> patterns = new ArrayList<>(List.of("a.B"));
        AllowedTypes types = new AllowedTypes(patterns);

        patterns.add("c.D");

        assertThat(types.matches("c.D")).isFalse();
    }
}

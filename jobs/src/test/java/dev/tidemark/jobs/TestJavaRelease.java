package dev.tidemark.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TestJavaRelease {
    @ParameterizedTest
    @CsvSource({
        "21,3.4.2",
        "21,3.4.3",
        "23,3.3.6",
        "24,3.4.3",
        "25,3.5.0",
        "25,4.0.0-alpha",
        "25,3.4.3.1-cloud",
        "25,Unknown"
    })
    void aJavaThatSparkAndItsHadoopCanUseIsTaken(int release, String hadoop) {
        assertThat(JavaRelease.refusal(release, hadoop)).isEmpty();
    }

    @Test
    void aJavaThatTidemarkIsNotCompiledForIsNamed() {
        assertThat(JavaRelease.refusal(17, "3.4.2").orElseThrow())
                .contains("Java 17", "expected Java 21 or newer", "JAVA_HOME", "all workers");
    }

    @ParameterizedTest
    @CsvSource({"24,3.4.2", "25,3.4.2", "25,3.3.6-vendor.1", "25,2.10.0"})
    void aHadoopThatFailsOnThisJavaIsNamedWithBothWaysOut(int release, String hadoop) {
        assertThat(JavaRelease.refusal(release, hadoop).orElseThrow())
                .contains("Java " + release, "Hadoop " + hadoop, "use Java 21", "3.4.3 or newer");
    }
}

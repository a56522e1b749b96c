package dev.tidemark.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Where libraries' own loggers lead. */
final class TestLoggers {
    /** Otherwise it tells so on the terminal, in three lines. */
    @Test
    void theBundleOfTheAwsSdkFindsTheLogOfTheProcess() throws Exception {
        Object factory = Class.forName("software.amazon.awssdk.thirdparty.org.slf4j.LoggerFactory")
                .getMethod("getILoggerFactory")
                .invoke(null);

        assertThat(factory.getClass().getSimpleName()).isEqualTo("ILoggerFactoryAdapter");
    }
}

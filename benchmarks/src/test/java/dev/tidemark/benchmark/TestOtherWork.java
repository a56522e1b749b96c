package dev.tidemark.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class TestOtherWork {
    private static final Duration BUSY = Duration.ofSeconds(2);

    /** A shell that ends at once leaves its loop to the system: it is not this process's then. */
    @Test
    void workThatNobodyHereStartedIsSeen() throws Exception {
        assumeThat(Files.isReadable(Path.of("/proc/stat"))).isTrue();
        OtherWork others = OtherWork.start();

        new ProcessBuilder("sh", "-c", "(timeout %d sh -c 'while :; do :; done') &".formatted(BUSY.toSeconds()))
                .start()
                .waitFor();
        long end = System.nanoTime() + BUSY.toNanos();
        double most = 0;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
            most = Math.max(most, others.share());
        }

        assertThat(others.share()).isBetween(0.0, 1.0);
        assertThat(most).isGreaterThan(0.05);
    }
}

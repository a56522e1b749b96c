package dev.tidemark.testing;

import static dev.tidemark.testing.Rows.event;
import static dev.tidemark.testing.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Declared windows need no Spark: seen from class loaders that have loaded nothing before. */
final class TestWithoutSpark {
    /** What a test of windows does. */
    static final class PlainWindows implements Runnable {
        @Override
        public void run() {
            TestedGroup.of(Payments.simple().build())
                    .given(event("user_id", 17, "amount", 20).at("2026-05-01T10:00:00Z"))
                    .at("2026-05-01T11:00:00Z")
                    .expect(row("user_id", 17, "amount_1d", 20));
        }
    }

    /** What a test of windows with conditions and computed columns does. */
    static final class WindowsWithConditions implements Runnable {
        @Override
        public void run() {
            TestedGroup.of(Payments.all().build())
                    .given(event(
                                    "user_id",
                                    17,
                                    "payment_id",
                                    1,
                                    "amount",
                                    20,
                                    "status",
                                    "refused",
                                    "MERCHANT",
                                    4,
                                    "due",
                                    null)
                            .at("2026-05-01T10:00:00Z"))
                    .at("2026-05-01T11:00:00Z")
                    .expect(row("user_id", 17, "refused_1d", 1, "large_1d", 20, "cents_1d", 2000));
        }
    }

    private static final class WatchedLoader extends URLClassLoader {
        private final Set<String> loaded = ConcurrentHashMap.newKeySet();

        WatchedLoader() {
            super(classPath(), ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            loaded.add(name);
            return super.findClass(name);
        }

        private static URL[] classPath() {
            return Arrays.stream(System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator)))
                    .map(entry -> {
                        try {
                            return Path.of(entry).toUri().toURL();
                        } catch (MalformedURLException e) {
                            throw new IllegalArgumentException(entry, e);
                        }
                    })
                    .toArray(URL[]::new);
        }
    }

    @Test
    void windowsLoadNoClassOfSparkAndTakeLessThanATenthOfASecond() throws Exception {
        try (WatchedLoader loader = new WatchedLoader()) {
            Runnable test = in(loader, PlainWindows.class);
            Duration shortest = Duration.ofDays(1);
            for (int time = 0; time < 5; time++) {
                long start = System.nanoTime();
                test.run();
                Duration taken = Duration.ofNanos(System.nanoTime() - start);
                shortest = taken.compareTo(shortest) < 0 ? taken : shortest;
            }

            assertThat(shortest).isLessThan(Duration.ofMillis(100));
            assertThat(loader.loaded)
                    .contains(WindowRows.class.getName())
                    .noneMatch(name -> name.startsWith("org.apache.spark.") || name.startsWith("scala."));
        }
    }

    @Test
    void conditionsAndComputedColumnsStartNoSession() throws Exception {
        try (WatchedLoader loader = new WatchedLoader()) {
            in(loader, WindowsWithConditions.class).run();

            assertThat(loader.loaded).contains("org.apache.spark.sql.catalyst.analysis.Analyzer");
            Class<?> sessions = Class.forName("org.apache.spark.sql.SparkSession", true, loader);
            assertThat(sessions.getMethod("getDefaultSession").invoke(null)).hasToString("None");
            assertThat(sessions.getMethod("getActiveSession").invoke(null)).hasToString("None");
        }
    }

    private static Runnable in(ClassLoader loader, Class<? extends Runnable> test) throws Exception {
        var constructor = Class.forName(test.getName(), true, loader).getDeclaredConstructor();
        constructor.setAccessible(true);
        return (Runnable) constructor.newInstance();
    }
}

package dev.tidemark.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.FeatureGroupDefinition;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.testing.Given;
import dev.tidemark.testing.Rows;
import dev.tidemark.testing.SourceRow;
import dev.tidemark.testing.TestedGroup;
import dev.tidemark.testing.ValidRows;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** The tests of docs/guide/testing-features.md pass on the groups of the page that declares them. */
final class TestTestingFeatures {
    private static final Page PAGE = Page.read("docs/guide/testing-features.md");
    private static final Page DECLARED = Page.read("docs/guide/declaring-features.md");

    /** Tells the build nothing of the tests that a test runs. */
    private static final LauncherConfig QUIET = LauncherConfig.builder()
            .enableTestExecutionListenerAutoRegistration(false)
            .enableLauncherSessionListenerAutoRegistration(false)
            .build();

    @TempDir
    Path folder;

    private final ClassLoader outer = Thread.currentThread().getContextClassLoader();
    private URLClassLoader loader;

    @BeforeEach
    void compile() throws Exception {
        // The session that this JVM's other tests share, so that the kit does not open one of other properties.
        SharedSpark.session();
        Path sources = Files.createDirectory(folder.resolve("sources"));
        Path classes = Files.createDirectory(folder.resolve("classes"));
        List<Path> files = new ArrayList<>(FeatureJar.write(DECLARED.javaFiles(), sources));
        files.addAll(FeatureJar.write(PAGE.javaFiles(), sources));
        assertThat(FeatureJar.compile(System.getProperty("java.class.path"), files, classes))
                .isZero();
        loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, outer);
        Thread.currentThread().setContextClassLoader(loader);
    }

    @AfterEach
    void close() throws Exception {
        Thread.currentThread().setContextClassLoader(outer);
        loader.close();
    }

    @Test
    void everyTestOfThePagePasses() throws Exception {
        LauncherDiscoveryRequestBuilder tests = LauncherDiscoveryRequestBuilder.request();
        for (String file : PAGE.javaFiles().keySet()) {
            assertThat(PAGE.text()).contains("`%s`".formatted(file));
            tests.selectors(DiscoverySelectors.selectClass(loader.loadClass(file.replace(".java", ""))));
        }
        SummaryGeneratingListener results = new SummaryGeneratingListener();

        LauncherFactory.create(QUIET).execute(tests.build(), results);

        assertThat(results.getSummary().getFailures())
                .as(
                        "%s",
                        results.getSummary().getFailures().stream()
                                .map(failure -> failure.getException().toString())
                                .toList())
                .isEmpty();
        assertThat(results.getSummary().getTestsSucceededCount()).isEqualTo(5);
    }

    @Test
    void aFailureReadsAsThePageShowsIt() throws Exception {
        TestedGroup payments = TestedGroup.of((FeatureGroupDefinition)
                loader.loadClass("UserPayments").getConstructor().newInstance());
        Given given = payments.given(Rows.table("""
            payment_id | user_id | merchant_id | amount | status | paid_at
            1          | 17      | 4           | 20.00  | ok     | 2026-11-01T09:00:00Z
            2          | 17      | 4           | 35.50  | ok     | 2026-11-01T09:40:00Z
            """));

        assertThatThrownBy(() -> given.at("2026-11-01T09:40:00Z")
                        .expect(Rows.row("user_id", 17, "payments_1h", 3, "amount_sum_24h", 60)))
                .hasMessage(PAGE.blocks("text").getFirst().strip());
    }

    @Test
    void everyMethodOfTheKitIsNamed() {
        assertThat(Stream.of(TestedGroup.class, Given.class, ValidRows.class, Rows.class, SourceRow.class)
                        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                        .filter(method -> Modifier.isPublic(method.getModifiers()) && isOfTheKit(method))
                        .map(Method::getName)
                        .distinct())
                .hasSizeGreaterThan(9)
                .allSatisfy(name -> assertThat(PAGE.text()).containsPattern("\\b%s\\(".formatted(name)));
    }

    /** Neither JUnit's callbacks nor what records have. */
    private static boolean isOfTheKit(Method method) {
        return method.getReturnType() != void.class
                && (method.getParameterCount() > 0 || method.getName().equals("asKnown"))
                && !method.getName().equals("equals");
    }
}

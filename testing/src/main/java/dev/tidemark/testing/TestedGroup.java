package dev.tidemark.testing;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupDefinition;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.NearestNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A feature group under test.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final TestedGroup payments = TestedGroup.of(new CardPayments());
 *
 * @Test
 * void amountsOfAWeekAreAdded() {
 *     payments.given(
 *                     event("user_id", 17, "amount", 20.0).at("2026-05-01T10:00:00Z"),
 *                     event("user_id", 17, "amount", 5.5).at("2026-05-03T10:00:00Z"))
 *             .at("2026-05-04")
 *             .expect(row("user_id", 17, "amount_7d", 25.5));
 * }
 * }</pre>
 *
 * <p>Declared windows are computed in the test's thread, by the code that batch and stream share. Statements and Java
 * classes run on one local Spark session, which the first of them starts. As an extension of JUnit, this class fails a
 * test that gives rows and expects nothing. Tests may run in parallel.
 */
public final class TestedGroup implements BeforeEachCallback, AfterEachCallback {
    private final FeatureGroup group;
    private final Map<String, Map<String, FeatureType>> columns = new LinkedHashMap<>();
    private final ThreadLocal<List<Given>> givenInTest = ThreadLocal.withInitial(ArrayList::new);

    private TestedGroup(FeatureGroup group) {
        this.group = group;
        group.sources().forEach(source -> columns.put(source.name(), new LinkedHashMap<>()));
    }

    /** Tests the group that a definition declares. */
    public static TestedGroup of(FeatureGroupDefinition definition) {
        return new TestedGroup(definition.define());
    }

    /** Tests a group. */
    public static TestedGroup of(FeatureGroup group) {
        return new TestedGroup(group);
    }

    /**
     * Says which type a column of the only source has, where neither the definition nor the values of a test say it: in
     * a column of nulls, or in a source without rows.
     */
    public TestedGroup column(String column, FeatureType type) {
        return column(onlySource(), column, type);
    }

    /** Says which type a column of a source has. */
    public TestedGroup column(String source, String column, FeatureType type) {
        Objects.requireNonNull(columns.get(known(source))).put(column, type);
        return this;
    }

    /** Starts a test with the rows of the only source, or with no rows at all. */
    public Given given(SourceRow... rows) {
        return given(List.of(rows));
    }

    /** Starts a test with the rows of the only source, such as those of {@link Rows#table}. */
    public Given given(List<SourceRow> rows) {
        Given given = new Given(this, Map.of());
        givenInTest.get().add(given);
        return rows.isEmpty() ? given : given.rows(onlySource(), rows);
    }

    FeatureGroup group() {
        return group;
    }

    Map<String, FeatureType> columns(String source) {
        return columns.getOrDefault(source, Map.of());
    }

    private String onlySource() {
        List<DataSource> sources = group.sources();
        if (sources.size() != 1) {
            throw new IllegalArgumentException(
                    "Feature group '%s' has %d sources: expected the name of one of them, as in .given().rows(\"%s\", ..); known: %s"
                            .formatted(
                                    group.name(),
                                    sources.size(),
                                    sources.getFirst().name(),
                                    sources.stream().map(DataSource::name).collect(Collectors.joining(", "))));
        }
        return sources.getFirst().name();
    }

    String known(String source) {
        if (!columns.containsKey(source)) {
            throw new IllegalArgumentException("Unknown source '%s' of feature group '%s'; %s"
                    .formatted(source, group.name(), NearestNames.sentence(source, columns.keySet())));
        }
        return source;
    }

    /** Forgets what was given in the thread's last test. */
    @Override
    public void beforeEach(ExtensionContext context) {
        givenInTest.remove();
    }

    /** Fails a test that gave rows and expected nothing. */
    @Override
    public void afterEach(ExtensionContext context) {
        List<Given> given = givenInTest.get();
        givenInTest.remove();
        if (context.getExecutionException().isEmpty() && given.stream().anyMatch(Given::isUnused)) {
            throw new AssertionError(
                    "The test gives rows of feature group '%s' and compares nothing: end with .at(instant).expect(row(..))"
                            .formatted(group.name()));
        }
    }
}

package dev.tidemark.compile;

import static dev.tidemark.feature.Aggregation.count;
import static dev.tidemark.feature.Aggregation.lastN;
import static dev.tidemark.feature.Aggregation.sum;
import static dev.tidemark.feature.Aggregation.topK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.session.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every mistake of a definition is told at once, by the rules that compute it. */
final class TestSourceFit {
    private static final String SUBJECT = "ource 'events' of feature group 'fit'";

    @TempDir
    private Path folder;

    private DataSource source;
    private final SourceFit fit = new SourceFit(SharedSpark.session());

    @BeforeEach
    void writeEvents() throws IOException {
        Path file = Files.writeString(
                folder.resolve("events.csv"), "user_id,paid_at,amount,country\n1,2026-03-01T10:00:00Z,1.5,DE\n");
        source = DataSource.csv("events", file.toString()).timestamp("paid_at");
    }

    @Test
    void aDefinitionThatFitsHasNoProblem() {
        assertThat(fit.problems(group(source)
                        .feature("n", "n", count().over("1d").where("country = 'DE'"))
                        .build()))
                .isEmpty();
        assertThat(fit.problems(group(source)
                        .feature("n", ScalarType.INT64, "n")
                        .sql("SELECT CAST(user_id AS BIGINT) user_id, paid_at AS event_timestamp, 1L AS n FROM events")
                        .build()))
                .isEmpty();
    }

    @Test
    void everyFeatureSaysWhatIsWrongWithIt() {
        FeatureGroup group = group(source)
                .feature("total", ScalarType.FLOAT64, "t", sum("amuont").over("1d"))
                .feature("kind", ScalarType.FLOAT64, "t", sum("country").over("1d"))
                .feature("german", "g", count().over("1d").where("contry = 'DE'"))
                .build();

        assertThat(fit.problems(group))
                .satisfiesExactlyInAnyOrder(
                        one -> assertThat(one)
                                .isEqualTo(
                                        "Feature 'total' of feature group 'fit' aggregates column 'amuont', which its"
                                                + " source has not; did you mean amount?"),
                        // A CSV column is read in the type that the definition says: its values are told when they are
                        // read.
                        one -> assertThat(one)
                                .startsWith("Feature 'german': The windows of feature group 'fit'")
                                .contains("`contry`", "`country`"));
    }

    @Test
    void aListOfAColumnOfAnotherTypeNamesTheRightOne() {
        DataSource lists = source.column("tags", "array(country)");

        assertThat(fit.problems(group(lists)
                        .feature(
                                "last_tags",
                                FeatureType.listOf(ScalarType.STRING),
                                "t",
                                lastN("tags", 3).over("1d"))
                        .feature(
                                "last_tag",
                                FeatureType.listOf(ScalarType.BOOL),
                                "t",
                                topK("tagz", 3).over("1d"))
                        .build()))
                .containsExactlyInAnyOrder(
                        "Feature 'last_tags' of feature group 'fit' makes a list of column 'tags', whose values are lists"
                                + " (ARRAY<STRING>), expected single values; last(\"tags\") gives the newest list",
                        "Feature 'last_tag' of feature group 'fit' aggregates column 'tagz', which its source has not;"
                                + " did you mean tags?");
    }

    @Test
    void aDerivedFeatureThatDoesNotFitSaysWhy() {
        assertThat(fit.problems(group(source)
                        .feature("payments_1d", "n", count().over("1d"))
                        .derived("is_active", ScalarType.BOOL, "t", "payments_1d > 0")
                        .derived("is_odd", ScalarType.BOOL, "t", "paymnts_1d > 0")
                        .derived("now", ScalarType.TIMESTAMP, "t", "current_timestamp()")
                        .derived("total", ScalarType.FLOAT64, "t", "sum(payments_1d)")
                        .derived("half", ScalarType.INT64, "t", "payments_1d / 2")
                        .derived("double", ScalarType.FLOAT64, "t", "payments_1d * 2")
                        .derived("later", ScalarType.BOOL, "t", "NOT later")
                        .build()))
                .satisfiesExactly(
                        one -> assertThat(one)
                                .isEqualTo(
                                        "Feature 'is_odd' of feature group 'fit' cannot be derived as 'paymnts_1d > 0':"
                                                + " no feature before it is named 'paymnts_1d'; did you mean payments_1d?"),
                        one -> assertThat(one)
                                .isEqualTo("Feature 'now' of feature group 'fit' cannot be derived as"
                                        + " 'current_timestamp()': current_timestamp() has another value in each run"),
                        one -> assertThat(one)
                                .startsWith("Feature 'total' of feature group 'fit' cannot be derived as"
                                        + " 'sum(payments_1d)': it is not computed of one row"),
                        one -> assertThat(one)
                                .isEqualTo(
                                        "Feature 'half' of feature group 'fit' cannot be derived as 'payments_1d / 2':"
                                                + " its values are DOUBLE, but the feature is declared INT64; declare the type of"
                                                + " the values, or say CAST(.. AS BIGINT)"),
                        one -> assertThat(one)
                                .startsWith("Feature 'later' of feature group 'fit' cannot be derived as 'NOT later':"
                                        + " no feature before it is named 'later'"));
    }

    @Test
    void timesKeysAndComputedColumnsAreToldAtOnce() {
        DataSource wrong = source.timestamp("payed_at")
                .created("writen")
                .column("a", "amont * 2")
                .column("b", "sum(amount)");

        assertThat(fit.problems(
                        group(wrong).feature("n", "n", count().over("1d")).build()))
                .singleElement()
                .asString()
                .contains(
                        "Column 'a' of s" + SUBJECT
                                + " cannot be computed as 'amont * 2': the source has no column 'amont'; did you mean"
                                + " amount?",
                        "Column 'b' of s" + SUBJECT
                                + " cannot be computed as 'sum(amount)': it is not computed of one row");
        assertThat(fit.problems(group(source.timestamp("payed_at").created("countri"))
                        .feature("n", "n", count().over("1d"))
                        .build()))
                .containsExactly("S" + SUBJECT + " has no column 'payed_at'; did you mean paid_at?; S" + SUBJECT
                        + " has no column 'countri'; did you mean country?");
        assertThat(fit.problems(
                        keyed("usr_id").feature("n", "n", count().over("1d")).build()))
                .singleElement()
                .asString()
                .startsWith(
                        "Source 'events' of feature group 'fit' has no column 'usr_id', which is a join key; did you"
                                + " mean user_id?");
    }

    @Test
    void aPathThatIsNotThereIsToldWithItsSource() {
        DataSource missing =
                DataSource.csv("events", folder.resolve("evnts.csv").toString()).timestamp("paid_at");

        assertThat(fit.problems(
                        group(missing).feature("n", "n", count().over("1d")).build()))
                .containsExactly("s" + SUBJECT + ": There is no file or folder '" + folder.resolve("evnts.csv") + "'");
    }

    @Test
    void aStatementThatDoesNotParseIsTold() {
        assertThat(fit.problems(group(source)
                        .feature("n", ScalarType.INT64, "n")
                        .sql("SELEC 1")
                        .build()))
                .singleElement()
                .asString()
                .startsWith("The SQL of feature group 'fit' does not run: [PARSE_SYNTAX_ERROR]");
    }

    private FeatureGroupBuilder keyed(String key) {
        return FeatureGroups.of("fit", Entity.of("user", "A user", key, ScalarType.INT64))
                .source(source);
    }

    private FeatureGroupBuilder group(DataSource events) {
        return FeatureGroups.ofUsers("fit").source(events);
    }
}

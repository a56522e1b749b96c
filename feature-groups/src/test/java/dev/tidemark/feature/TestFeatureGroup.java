package dev.tidemark.feature;

import static dev.tidemark.feature.Aggregation.count;
import static dev.tidemark.feature.Aggregation.isNew;
import static dev.tidemark.feature.Aggregation.lastN;
import static dev.tidemark.feature.Aggregation.percentile;
import static dev.tidemark.feature.Aggregation.ratio;
import static dev.tidemark.feature.Aggregation.sum;
import static dev.tidemark.feature.Aggregation.topK;
import static dev.tidemark.feature.ScalarType.FLOAT64;
import static dev.tidemark.feature.ScalarType.INT64;
import static dev.tidemark.feature.ScalarType.STRING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class TestFeatureGroup {
    private static final Entity USER = Entity.of("user", "A user", "user_id", INT64);

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake(
                        group -> group.feature("paid", INT64, "again", sum("x").over("1h")),
                        "features",
                        "'paid' is declared twice"),
                mistake(
                        group -> group.timeToLive(Duration.ZERO),
                        "timeToLive",
                        "must be longer than zero, got PT0S; leave it out for unlimited"),
                mistake(
                        group -> group.timeToLive(Duration.ofSeconds(-1)),
                        "timeToLive",
                        "must be longer than zero, got PT-1S; leave it out for unlimited"),
                mistake(
                        group -> group.timeToLive(Duration.ofNanos(1)),
                        "timeToLive",
                        "must be of whole microseconds, got PT0.000000001S"),
                mistake(group -> group.describedAs(" "), "description", "is empty; say what it is in one sentence"),
                mistake(group -> group.ownedBy(""), "owner", "is empty; say what it is in one sentence"),
                mistake(
                        group -> group.feature("x", " ", count().over("1h")),
                        "features",
                        "the description of 'x' is empty; say what it is in one sentence"),
                mistake(
                        group -> group.feature("x", "x", count()),
                        "features",
                        "the window of 'x' has no end; say count(..).over(\"24h\")"),
                mistake(
                        group -> group.feature("x", "x", count().over(Window.of(Duration.ZERO))),
                        "features",
                        "the window of 'x' must be longer than zero and of whole microseconds, got PT0S"),
                mistake(
                        group -> group.feature("Paid", "x", count().over("1h")),
                        "features",
                        "invalid identifier 'Paid': expected lower-case letters, digits and single underscores, starting with a"
                                + " letter, at most 64 characters"),
                mistake(
                        group -> group.feature("a__b", "x", count().over("1h")),
                        "features",
                        "invalid identifier 'a__b': expected lower-case letters, digits and single underscores, starting with a"
                                + " letter, at most 64 characters"),
                mistake(
                        group -> group.feature("created_at", "x", count().over("1h")),
                        "features",
                        "'created_at' is reserved; every feature table has it"),
                mistake(
                        group -> group.feature("user_id", "x", count().over("1h")),
                        "features",
                        "'user_id' has the name of a join key"),
                mistake(
                        group -> group.feature("x", STRING, "x", count().over("1h")),
                        "features",
                        "'x' is declared STRING, but count is always INT64"),
                mistake(
                        group -> group.feature("x", STRING, "x", sum("y").over("1h")),
                        "features",
                        "'x' is declared STRING, but a sum is INT64 or FLOAT64"),
                mistake(
                        group -> group.feature("x", "x", sum("y").over("1h")),
                        "features",
                        "the type of 'x' is missing; sum takes it from its column, so declare it"),
                mistake(
                        group -> group.feature("x", "x", lastN("y", 3).over("1h")),
                        "features",
                        "the type of 'x' is missing; lastN takes it from its column, so declare it, such as"
                                + " FeatureType.listOf(STRING)"),
                mistake(
                        group -> group.feature("x", STRING, "x", topK("y", 3).over("1h")),
                        "features",
                        "'x' is declared STRING, but topK gives a list; declare FeatureType.listOf(STRING)"),
                mistake(
                        group -> group.feature(
                                "x",
                                FeatureType.listOf(STRING),
                                "x",
                                lastN("y", 0).over("1h")),
                        "features",
                        "the list of 'x' must have 1 to 1000 values, got 0"),
                mistake(
                        group -> group.feature(
                                "x",
                                FeatureType.listOf(STRING),
                                "x",
                                topK("y", 1_001).over("1h")),
                        "features",
                        "the list of 'x' must have 1 to 1000 values, got 1001"),
                mistake(
                        group -> group.feature("x", "x", percentile("y", 95).over("1h")),
                        "features",
                        "the percentile of 'x' must be a fraction from 0 to 1, such as 0.95, got 95.0"),
                mistake(
                        group -> group.feature(
                                "x", "x", percentile("y", Double.NaN).over("1h")),
                        "features",
                        "the percentile of 'x' must be a fraction from 0 to 1, such as 0.95, got NaN"),
                mistake(
                        group -> group.feature("x", INT64, "x", isNew("y").over("1h")),
                        "features",
                        "'x' is declared INT64, but isNew is always BOOL"),
                mistake(
                        group -> group.feature(
                                "x", INT64, "x", ratio(count("y"), count()).over("1h")),
                        "features",
                        "'x' is declared INT64, but a ratio is always FLOAT64"),
                mistake(
                        group -> group.feature("x", "x", ratio(count().over("1h"), count().over("1d"))),
                        "features",
                        "the ratio of 'x' has two windows, 1h and 1d, expected one; say ratio(..,"
                                + " ..).over(\"24h\")"),
                mistake(
                        group -> group.feature(
                                "x", "x", ratio(isNew("y"), count()).over("1h")),
                        "features",
                        "the ratio of 'x' has isNew, which gives no number; expected functions such as count and sum"),
                mistake(group -> group.derived("x", INT64, "x", " "), "features", "the expression of 'x' is empty"),
                mistake(
                        group -> group.derived("x", INT64, "x", "paid + 1").feature("y", "y", count().over("1h")),
                        "features",
                        "'y' is computed by a window and follows a derived feature; declare derived features last"),
                mistake(
                        group -> group.feature("x", INT64, "x"),
                        "features",
                        "'x' has no aggregation, but the group is computed by declared windows"),
                mistake(
                        group -> group.feature("x", "x", count().over("1h").where(" ")),
                        "features",
                        "the filter of 'x' is empty; leave it out to count all events"),
                mistake(
                        group -> group.source(DataSource.table("a.other").timestamp("t")),
                        "sources",
                        "declared windows read exactly one source, got 2"),
                mistake(
                        group -> group.sql("SELECT 1"),
                        "computation",
                        "must be exactly one of declared windows, one SQL statement or one Java class, got declared"
                                + " windows and another"),
                mistake(
                        group -> group.emit(Emission.every(Duration.ZERO)),
                        "emission",
                        "the step must be longer than zero and of whole microseconds, got PT0S"),
                mistake(
                        group -> group.lookback(Duration.ofDays(1)),
                        "lookback",
                        "declared windows know theirs; leave it out"),
                mistake(
                        group -> group.availabilityDelay(Duration.ofSeconds(-1)),
                        "availabilityDelay",
                        "must be zero or longer and of whole microseconds, got PT-1S"),
                mistake(
                        group -> group.timeToLive(Duration.ofHours(1)).availabilityDelay(Duration.ofHours(2)),
                        "availabilityDelay",
                        "PT2H is longer than the TTL, so that no row would ever be used"),
                mistake(
                        group -> group.schedule("hourly"),
                        "schedule",
                        "invalid cron expression 'hourly': expected six or seven fields such as '0 15 * * * ?'"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void everyMistakeIsOneMessageThatNamesTheGroupAndTheField(
            UnaryOperator<FeatureGroupBuilder> mistake, String field, String message) {
        FeatureGroupBuilder builder = mistake.apply(valid());

        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessage("feature group 'payments', field '%s': %s".formatted(field, message));
    }

    @Test
    void windowsHoldAtEveryInstantUnlessTheirGroupAsksForLess() {
        assertThat(valid().build().valuesAsOf()).contains(Emission.ValuesAsOf.EVERY_INSTANT);
        assertThat(valid().emit(Emission.onEvent()).build().valuesAsOf()).contains(Emission.ValuesAsOf.LAST_EVENT);
        assertThat(valid().emit(Emission.every(Duration.ofHours(1))).build().valuesAsOf())
                .contains(Emission.ValuesAsOf.LAST_STEP);
    }

    @Test
    void allMistakesAreToldAtOnce() {
        assertThatThrownBy(() -> FeatureGroup.named("Pay ments")
                        .feature("x", FLOAT64, "")
                        .build())
                .isInstanceOfSatisfying(
                        InvalidDefinitionException.class,
                        thrown -> assertThat(thrown.problems())
                                .hasSize(8)
                                .allSatisfy(problem ->
                                        assertThat(problem).startsWith("feature group 'Pay ments', field '")));
    }

    @Test
    void aWindowThatCannotBeSaysWhatToSay() {
        assertThatThrownBy(() -> count().endingBefore("1d"))
                .hasMessage("Invalid endingBefore(\"1d\"): expected a window with a length before it, such as"
                        + " over(\"7d\").endingBefore(\"1d\"), got none");
        assertThatThrownBy(() -> count().over(Window.today("UTC")).endingBefore("1d"))
                .hasMessageEndingWith("got a calendar window");
        assertThatThrownBy(() -> Window.today("Europe/Berln"))
                .hasMessageStartingWith(
                        "Invalid zone 'Europe/Berln': expected a name such as Europe/Berlin or UTC; did you mean"
                                + " Europe/Berlin");
    }

    static Stream<Arguments> sourceMistakes() {
        return Stream.of(
                Arguments.of(
                        DataSource.table("a.b").timestamp("t").mapped("A", "a").mapped("B", "a"),
                        "'b' maps two columns to 'a'; map one"),
                Arguments.of(
                        DataSource.table("a.b").timestamp("t").glob(),
                        "'b' is a TABLE, whose name cannot be a pattern; leave out glob()"),
                Arguments.of(
                        DataSource.parquet("files", "/f").timestamp("t").rejectTo("rejects"),
                        "'files' is PARQUET, but only CSV has broken lines; leave out rejectTo(..)"),
                Arguments.of(
                        DataSource.csv("files", "/f").timestamp("t").rejectTo(" "),
                        "the reject folder of 'files' is empty; name one such as rejects"),
                Arguments.of(
                        DataSource.parquet("files", "/f").timestamp("t").streamedFrom(new TableAppends()),
                        "'files' is PARQUET, but only a TABLE can be streamed itself"),
                Arguments.of(
                        DataSource.table("a.b").timestamp("t").streamedFrom(KafkaTopic.named("no topic")),
                        "'b' is streamed from topic 'no topic'; a topic has 1 to 249 letters, digits, '.', '-' and"
                                + " '_'"),
                Arguments.of(
                        DataSource.table("a.b").timestamp("t").column("amount", " "),
                        "'b' computes column 'amount' as ' '; say both"),
                Arguments.of(
                        DataSource.table("a.b")
                                .timestamp("t")
                                .mapped("AMOUNT", "total")
                                .column("amount", "AMOUNT * 2"),
                        "'b' computes column 'amount' and maps column 'AMOUNT' to 'total'; give one of them another"
                                + " name"),
                Arguments.of(
                        DataSource.table("a.b")
                                .timestamp("t")
                                .column("amount", "1")
                                .column("Amount", "2"),
                        "'b' computes columns 'Amount' and 'amount', whose names differ in case only"),
                Arguments.of(
                        DataSource.table("a.b").timestamp("t").eventId(" "),
                        "the event id of 'b' is empty; leave it out if the source has none"));
    }

    @ParameterizedTest
    @MethodSource("sourceMistakes")
    void aSourceIsCheckedToo(DataSource source, String message) {
        assertThatThrownBy(() -> FeatureGroup.named("user")
                        .describedAs("u")
                        .ownedBy("o")
                        .entity(USER)
                        .source(source)
                        .feature("visits", "v", count().over("1h"))
                        .build())
                .hasMessageContaining("feature group 'user', field 'sources': " + message);
    }

    @Test
    void onlyDeclaredWindowsRunAsAStream() {
        assertThatThrownBy(() -> FeatureGroup.named("statement")
                        .describedAs("s")
                        .ownedBy("o")
                        .entity(USER)
                        .source(DataSource.table("a.payments")
                                .timestamp("t")
                                .eventId("id")
                                .streamedFrom(KafkaTopic.named("payments")))
                        .feature("x", INT64, "x")
                        .sql("SELECT 1")
                        .build())
                .hasMessageContaining("'payments' is streamed, which only declared windows can be")
                .hasMessageContaining("'payments' has an event id, which only declared windows look at");
    }

    @Test
    void anUnknownTypeIsToldWithTheKnownOnes() {
        assertThatThrownBy(() -> FeatureType.parse("INT46"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "unknown type 'INT46'; known: [BOOL, INT32, INT64, FLOAT32, FLOAT64, STRING, BYTES, TIMESTAMP]"
                                + " and LIST<one of these>");
        assertThat(FeatureType.parse("list<int64>")).isEqualTo(FeatureType.listOf(INT64));
    }

    @Test
    void anEntityIsCheckedToo() {
        assertThatThrownBy(() -> Entity.composite("pair", "", new JoinKey("a", FLOAT64), new JoinKey("a", INT64)))
                .hasMessage("entity 'pair', field 'description': is empty; say what it is in one sentence\n"
                        + "entity 'pair', field 'joinKeys': 'a' is FLOAT64, which cannot identify an entity;"
                        + " use BOOL, INT32, INT64, STRING or TIMESTAMP\n"
                        + "entity 'pair', field 'joinKeys': 'a' is declared twice");
    }

    @Test
    void aWindowWithoutAUnitIsNoDuration() {
        assertThatThrownBy(() -> count().over("24"))
                .hasMessage("Invalid duration '24': expected a number and ms, s, m, h or d, such as 24h");
    }

    @Test
    void whatWasBuiltNeverChanges() {
        FeatureGroupBuilder builder = valid().tag("a", "b");
        FeatureGroup group = builder.build();

        builder.feature("later", "later", count().over("1h")).tag("c", "d");

        assertThat(group.featureNames()).containsExactly("paid");
        assertThat(group.tags()).containsExactly(Map.entry("a", "b"));
        assertThat(((Computation.Windows) group.computation()).aggregations()).containsOnlyKeys("paid");
        assertThatThrownBy(() -> group.features().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ((Computation.Windows) group.computation())
                        .aggregations()
                        .clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aMistypedFeatureIsAnsweredWithTheNearestName() {
        assertThatThrownBy(() -> valid().build().feature("piad"))
                .hasMessage("No feature 'piad' in feature group 'payments'; did you mean paid?");
        assertThat(NearestNames.sentence("zzz", List.of("alpha", "beta"))).isEqualTo("known: alpha, beta");
    }

    @Test
    void aKeyOfAnotherTypeOrLengthIsRefused() {
        assertThatThrownBy(() -> EntityKey.of(USER, "17"))
                .hasMessage("Join key 'user_id' of entity 'user' is INT64, got String '17'");
        assertThatThrownBy(() -> EntityKey.of(USER))
                .hasMessage("Entity 'user' has 1 join key(s) [user_id], got 0 value(s)");
    }

    private static Arguments mistake(UnaryOperator<FeatureGroupBuilder> mistake, String field, String message) {
        return Arguments.of(mistake, field, message);
    }

    private static FeatureGroupBuilder valid() {
        return FeatureGroup.named("payments")
                .describedAs("What a user pays")
                .ownedBy("team")
                .entity(USER)
                .source(DataSource.table("a.payments").timestamp("t"))
                .feature("paid", FLOAT64, "Paid in a day", sum("amount").over("24h"));
    }
}

package dev.tidemark.online;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.conformance.ConformanceCase;
import dev.tidemark.conformance.ConformanceTables;
import dev.tidemark.conformance.FeatureEntry;
import dev.tidemark.conformance.PointInTimeReference;
import dev.tidemark.conformance.RandomCases;
import dev.tidemark.conformance.SpineEntry;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.time.Knowledge;
import dev.tidemark.time.Microseconds;
import dev.tidemark.time.TimeToLive;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The conformance tables through the online store: once every row has been written, in any order and some twice,
 * those that lie ahead of the spine's instant included, the store answers at that instant what the point-in-time join
 * finds. Tables with another knowledge than event time are for the join alone, which sees what was written when.
 */
public abstract class OnlineConformanceContract {
    private static final Duration AHEAD = Duration.ofSeconds(60);

    private Instant now = Instant.EPOCH;
    private OnlineStore store;
    private long groups = System.nanoTime();

    protected abstract OnlineStore open(InstantSource clock);

    /** Cases of one T9 table. */
    protected abstract int randomCases();

    /** Whether rows vanish by the machine's clock: then what is old by the test's clock must not be old by that one. */
    protected abstract boolean forgetsByItself();

    @BeforeEach
    void openStore() {
        store = open(() -> now);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    static List<ConformanceCase> tables() {
        return ConformanceTables.all().stream()
                .filter(table -> table.knowledge() instanceof Knowledge.EventTime)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("tables")
    void t1ToT6TheStoreAnswersWhatTheJoinFinds(ConformanceCase table) {
        for (long seed = 0; seed < 5; seed++) {
            for (SpineEntry spine : table.spine()) {
                check(table, spine, seed);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void t9TheStoreAnswersWhatTheJoinFindsInRandomCases(long seed) {
        for (TimeToLive ttl : List.of(TimeToLive.unlimited(), TimeToLive.of(Duration.ofSeconds(5)))) {
            ConformanceCase table =
                    RandomCases.table(seed, randomCases(), ttl, Duration.ofSeconds(seed - 1), Knowledge.eventTime());
            Map<Long, List<FeatureEntry>> byCase = table.features().stream()
                    .collect(Collectors.groupingBy(row -> row.key().getFirst()));
            for (SpineEntry spine : table.spine()) {
                List<FeatureEntry> rows = byCase.getOrDefault(spine.key().getFirst(), List.of());
                check(
                        new ConformanceCase(table.name(), ttl, table.delay(), table.knowledge(), rows, List.of(spine)),
                        spine,
                        seed);
            }
        }
    }

    private void check(ConformanceCase table, SpineEntry spine, long seed) {
        if (spine.instant() == null || spine.key().stream().anyMatch(Objects::isNull)) {
            return; // no such question can be asked
        }
        List<FeatureEntry> order = writingOrder(table, new Random(seed));
        Duration shift = shift(table, spine.instant());
        for (boolean late : new boolean[] {true, false}) {
            Supplier<String> description = () -> "%s, %s, seed %d, %s, written %s"
                    .formatted(table, spine, seed, order, late ? "at the spine's instant" : "when they became valid");
            OnlineFeatures answer = ask(table, spine, order, late, shift);

            Optional<FeatureEntry> chosen = PointInTimeReference.row(table, spine.key(), spine.instant());
            if (chosen.isPresent()) {
                Long value = lastOfEquals(order, chosen.get());
                assertThat(answer.values()).as(description).containsExactly(value);
                assertThat(answer.statuses())
                        .as(description)
                        .containsExactly(value == null ? Status.NULL_VALUE : Status.PRESENT);
                assertThat(answer.eventTimestamp())
                        .as(description)
                        .isEqualTo(chosen.get().event().plus(shift));
            } else {
                assertThat(answer.values()).as(description).containsOnlyNulls();
                assertThat(answer.statuses().getFirst()).as(description).isIn(statusesOfNothing(table, spine, late));
            }
        }
    }

    /** An expired row is not written; one that expired in the store is told apart while the store still has it. */
    private List<Status> statusesOfNothing(ConformanceCase table, SpineEntry spine, boolean late) {
        ConformanceCase ageless = new ConformanceCase(
                table.name(),
                TimeToLive.unlimited(),
                table.delay(),
                table.knowledge(),
                table.features(),
                table.spine());
        boolean wasThere =
                PointInTimeReference.row(ageless, spine.key(), spine.instant()).isPresent();
        if (late || !wasThere) {
            return List.of(Status.NOT_FOUND);
        }
        return forgetsByItself() ? List.of(Status.OUTSIDE_MAX_AGE, Status.NOT_FOUND) : List.of(Status.OUTSIDE_MAX_AGE);
    }

    private OnlineFeatures ask(
            ConformanceCase table, SpineEntry spine, List<FeatureEntry> order, boolean late, Duration shift) {
        FeatureGroup group = table.group("g" + groups++);
        now = spine.instant().plus(shift);
        for (FeatureEntry entry : order) {
            if (!late && entry.event().isAfter(spine.instant())) {
                continue; // not there yet
            }
            if (!late) {
                now = entry.event().plus(shift);
            }
            store.write(
                    group,
                    List.of(new FeatureRow(
                            new EntityKey(List.copyOf(entry.key())),
                            entry.event().plus(shift),
                            entry.created().plus(shift),
                            Collections.singletonList(entry.value()))));
        }
        now = spine.instant().plus(shift);
        EntityKey key = new EntityKey(List.copyOf(spine.key()));
        return store.read(group, List.of(key), List.of("value")).getFirst();
    }

    /** By how much all times of a case are moved: ages stay what they are. */
    private Duration shift(ConformanceCase table, Instant instant) {
        boolean mayVanish = forgetsByItself() && table.timeToLive().duration().isPresent();
        return mayVanish
                ? Duration.between(instant, Microseconds.floor(Instant.now()).plus(AHEAD))
                : Duration.ZERO;
    }

    private static List<FeatureEntry> writingOrder(ConformanceCase table, Random random) {
        List<FeatureEntry> order = new ArrayList<>();
        for (FeatureEntry entry : table.features()) {
            if (entry.key().stream().allMatch(Objects::nonNull)) {
                order.addAll(Collections.nCopies(1 + random.nextInt(2), entry));
            }
        }
        Collections.shuffle(order, random);
        return order;
    }

    /** Of rows with equal times the join takes the greatest, the store the one that was written last: a correction. */
    private static Long lastOfEquals(List<FeatureEntry> order, FeatureEntry chosen) {
        return order.stream()
                .filter(entry -> entry.key().equals(chosen.key())
                        && entry.event().equals(chosen.event())
                        && entry.created().equals(chosen.created()))
                .reduce(chosen, (before, after) -> after)
                .value();
    }
}

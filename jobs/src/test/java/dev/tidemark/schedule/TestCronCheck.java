package dev.tidemark.schedule;

import static dev.tidemark.feature.Aggregation.count;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.InvalidDefinitionException;
import dev.tidemark.registry.Change;
import dev.tidemark.registry.Plan;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class TestCronCheck {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void allThatQuartzCannotScheduleIsRefusedWithGroupAndField() {
        Plan plan = plan(
                Change.Kind.ADD,
                group("a_good", "0/15 * * * * ?"),
                group("b_hour", "0 0 25 * * ?"),
                group("c_never", "0 0 0 30 2 ?"),
                group("d_past", "0 0 0 1 1 ? 2026"),
                group("e_days", "0 0 0 1 * 1"));

        assertThatThrownBy(() -> CronCheck.check(plan, NOW))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageMatching("""
                        feature group 'b_hour', field 'schedule': Invalid cron expression '0 0 25 \\* \\* \\?': .*[Hh]our.*; \
                        expected a Quartz expression in UTC such as '0 15 \\* \\* \\* \\?'
                        feature group 'c_never', field 'schedule': '0 0 0 30 2 \\?' never fires after 2026-03-01T12:00:00Z; \
                        expected an expression with a time to come, or no schedule
                        feature group 'd_past', field 'schedule': '0 0 0 1 1 \\? 2026' never fires after .*
                        feature group 'e_days', field 'schedule': Invalid cron expression '0 0 0 1 \\* 1': .*""");
    }

    @Test
    void aTimeThatHasPassedIsNoMistakeInAGroupThatWasAppliedBefore() {
        assertThatCode(() -> CronCheck.check(plan(Change.Kind.UNCHANGED, group("once", "0 0 0 1 1 ? 2026")), NOW))
                .doesNotThrowAnyException();
    }

    private static Plan plan(Change.Kind kind, FeatureGroup... groups) {
        return new Plan(
                Stream.of(groups)
                        .map(group -> new Change(group, kind, List.of()))
                        .toList(),
                List.of());
    }

    private static FeatureGroup group(String name, String cron) {
        return FeatureGroups.ofUsers(name)
                .source(DataSource.table("raw.events").timestamp("event_timestamp"))
                .feature("events_1h", "Events", count().over("1h"))
                .schedule(cron)
                .build();
    }
}

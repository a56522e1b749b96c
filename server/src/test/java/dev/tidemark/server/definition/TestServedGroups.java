package dev.tidemark.server.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.registry.DefinitionVersion;
import dev.tidemark.registry.Retirement;
import dev.tidemark.registry.ServiceVersion;
import dev.tidemark.server.LoggedStates;
import dev.tidemark.server.ServerFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TestServedGroups {
    private static final DefinitionVersion PAYMENTS = version(ServerFixture.PAYMENTS, 1);
    private static final DefinitionVersion LOGINS = version(ServerFixture.LOGINS, 1);

    private final List<DefinitionVersion> readable = new ArrayList<>(List.of(PAYMENTS, LOGINS));
    private final Map<String, String> unreadable = new TreeMap<>();
    private final List<Retirement> retired = new ArrayList<>();
    private final ServedGroups groups = new ServedGroups(new Registered(), Duration.ofHours(1));

    private final class Registered implements DefinitionSource {
        @Override
        public List<DefinitionVersion> latest() {
            return readable;
        }

        @Override
        public Read read() {
            return new Read(
                    List.copyOf(readable), List.<ServiceVersion>of(), Map.copyOf(unreadable), List.copyOf(retired));
        }
    }

    @AfterEach
    void close() {
        groups.close();
    }

    /** A newer Tidemark may have applied it. */
    @Test
    void aDefinitionThatCanNoLongerBeReadIsServedAsItWasAndHoldsUpNoOther() {
        DefinitionVersion newer = version(ServerFixture.LOGINS, 2);
        readable.clear();
        readable.add(newer);
        unreadable.put("payments", "Cannot read version 2 of 'payments' in the registry");
        unreadable.put("never_read", "Cannot read version 1 of 'never_read' in the registry");

        try (LoggedStates logged = LoggedStates.of(ServedGroups.class)) {
            groups.refresh();
            groups.refresh();

            assertThat(logged.all())
                    .containsExactlyInAnyOrder(
                            "Cannot read version 2 of 'payments' in the registry; the version before is served",
                            "Cannot read version 1 of 'never_read' in the registry; it is not served");
        }
        assertThat(groups.group("payments")).isEqualTo(PAYMENTS);
        assertThat(groups.group("logins")).isEqualTo(newer);
        assertThatThrownBy(() -> groups.group("never_read")).isInstanceOf(FeatureStoreException.class);

        unreadable.clear();
        groups.refresh();
        assertThatThrownBy(() -> groups.group("payments")).isInstanceOf(FeatureStoreException.class);
    }

    @Test
    void aGroupThatIsOutOfUseIsToldFromAnUnknownOne() {
        Instant noon = Instant.parse("2026-03-01T12:00:00Z");
        readable.remove(LOGINS);
        retired.add(new Retirement(Retirement.Kind.GROUP, "logins", noon, null));
        retired.add(new Retirement(Retirement.Kind.GROUP, "visits", noon, noon.plusSeconds(60)));
        retired.add(new Retirement(Retirement.Kind.SERVICE, "fraud", noon, null));
        groups.refresh();

        assertThatThrownBy(() -> groups.group("logins"))
                .hasMessage(
                        "Feature group 'logins' was retired at 2026-03-01T12:00:00Z; 'tidemark retire --undo logins'"
                                + " takes it into use again");
        assertThatThrownBy(() -> groups.group("visits"))
                .hasMessage("Feature group 'visits' was purged at 2026-03-01T12:01:00Z; declare it anew and apply it");
        assertThatThrownBy(() -> groups.group("fraud")).hasMessageStartingWith("No feature group 'fraud'; ");
        assertThatThrownBy(() -> groups.service("fraud"))
                .hasMessageStartingWith("Feature service 'fraud' was retired at ");
    }

    private static DefinitionVersion version(FeatureGroup group, int version) {
        return new DefinitionVersion(group, version, "f" + version, Instant.EPOCH);
    }
}

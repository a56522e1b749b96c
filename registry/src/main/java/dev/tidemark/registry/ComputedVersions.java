package dev.tidemark.registry;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.staleness.ComputationText;
import dev.tidemark.staleness.StaleRange;
import dev.tidemark.staleness.Staleness;
import dev.tidemark.staleness.VersionedRange;
import dev.tidemark.time.Microseconds;
import dev.tidemark.time.TimeRange;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.Query;

/**
 * Records in the metadata database which version of each group's definition computed which of its history. Thread-safe.
 */
public final class ComputedVersions {
    private static final String RANGES = "SELECT feature_group, range_start, range_end, version FROM computed_range";
    private static final String ORDER = " ORDER BY read_at, range_start";

    private final MetadataDatabase database;
    private final Registry registry;

    public ComputedVersions(MetadataDatabase database) {
        this.database = database;
        this.registry = new Registry(database, InstantSource.system());
    }

    /** Returns the part of a group's history that this definition, which need not be registered, did not compute. */
    public Staleness staleness(FeatureGroup group) {
        List<VersionedRange> ranges = ranges(group.name());
        return ranges.isEmpty() ? Staleness.none(group.name()) : staleness(group, ranges);
    }

    /** Returns the staleness of the newest version of every group that has stale history, by name. */
    public Map<String, Staleness> ofAll() {
        return ofAll(registry.latest());
    }

    /** Returns the staleness of these versions, of groups with different names. */
    public Map<String, Staleness> ofAll(Collection<DefinitionVersion> versions) {
        Map<String, List<VersionedRange>> ranges =
                database.jdbi().withHandle(handle -> read(handle.createQuery(RANGES + ORDER)));
        Map<String, Staleness> found = new TreeMap<>();
        for (DefinitionVersion latest : versions) {
            String name = latest.featureGroup().name();
            boolean isFresh = ranges.getOrDefault(name, List.of()).stream()
                    .allMatch(range -> Integer.valueOf(latest.version()).equals(range.version()));
            Staleness staleness = isFresh
                    ? Staleness.none(name)
                    : staleness(latest.featureGroup(), VersionedRange.flat(ranges.getOrDefault(name, List.of())));
            if (!staleness.isEmpty()) {
                found.put(name, staleness);
            }
        }
        return found;
    }

    /** Returns the computed ranges of a group, oldest first. */
    public List<VersionedRange> ranges(String group) {
        Map<String, List<VersionedRange>> found = database.jdbi()
                .withHandle(handle -> read(handle.createQuery(RANGES + " WHERE feature_group = :group" + ORDER)
                        .bind("group", group)));
        return VersionedRange.flat(found.getOrDefault(group, List.of()));
    }

    private static Map<String, List<VersionedRange>> read(Query query) {
        Map<String, List<VersionedRange>> byGroup = new LinkedHashMap<>();
        query.map((row, context) -> Map.entry(
                        row.getString("feature_group"),
                        new VersionedRange(
                                new TimeRange(
                                        Microseconds.toInstant(row.getLong("range_start")),
                                        Microseconds.toInstant(row.getLong("range_end"))),
                                row.getObject("version", Integer.class))))
                .forEach(entry -> byGroup.computeIfAbsent(entry.getKey(), name -> new ArrayList<>())
                        .add(entry.getValue()));
        return byGroup;
    }

    /**
     * Returns the versions that read other sources than a definition; recorded states of these sources say nothing
     * about its sources.
     */
    public Set<Integer> versionsWithOtherSources(FeatureGroup group) {
        return registry.versions(group.name()).stream()
                .filter(version -> !ComputationText.readsTheSame(version.featureGroup(), group))
                .map(DefinitionVersion::version)
                .collect(Collectors.toSet());
    }

    private Staleness staleness(FeatureGroup group, List<VersionedRange> ranges) {
        Map<String, String> now = ComputationText.byFeature(group);
        Map<Integer, Map<String, String>> byVersion = new TreeMap<>();
        registry.versions(group.name())
                .forEach(
                        version -> byVersion.put(version.version(), ComputationText.byFeature(version.featureGroup())));
        List<StaleRange> found = new ArrayList<>();
        for (VersionedRange range : ranges) {
            Map<String, String> then = range.version() == null ? null : byVersion.get(range.version());
            found.add(then == null ? unknown(range, now, byVersion.values()) : compared(range, now, then));
        }
        return new Staleness(group.name(), found);
    }

    private static StaleRange compared(VersionedRange range, Map<String, String> now, Map<String, String> then) {
        Set<String> changed = new HashSet<>();
        Set<String> absent = new HashSet<>();
        now.forEach((feature, text) -> {
            String before = then.get(feature);
            if (before == null) {
                absent.add(feature);
            } else if (!before.equals(text)) {
                changed.add(feature);
            }
        });
        return new StaleRange(range.range(), range.version(), changed, absent, Set.of());
    }

    /** Returns a range without a recorded version. A feature on which all versions agree is not unknown. */
    private static StaleRange unknown(
            VersionedRange range, Map<String, String> now, Iterable<Map<String, String>> versions) {
        Set<String> unknown = new HashSet<>();
        versions.forEach(then -> now.forEach((feature, text) -> {
            if (!text.equals(then.get(feature))) {
                unknown.add(feature);
            }
        }));
        return new StaleRange(range.range(), range.version(), Set.of(), Set.of(), unknown);
    }
}

package dev.tidemark.describe;

import static org.apache.spark.sql.functions.col;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Feature;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureService;
import dev.tidemark.materialize.ComputedHistory;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.registry.ComputedVersions;
import dev.tidemark.registry.DefinitionVersion;
import dev.tidemark.run.Run;
import dev.tidemark.run.RunHistory;
import dev.tidemark.run.RunKind;
import dev.tidemark.schema.Columns;
import dev.tidemark.schema.FeatureSchema;
import dev.tidemark.tables.QueryResult;
import dev.tidemark.terminal.Report;
import dev.tidemark.terminal.Table;
import dev.tidemark.time.Microseconds;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.iceberg.SnapshotSummary;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Describes one group: its definition, its table and how new its rows are. */
public final class GroupDescription {
    private static final int ROWS = 5;

    private final OfflineStore tables;
    private final ComputedHistory computed;
    private final ComputedVersions versions;
    private final RunHistory runs;

    public GroupDescription(OfflineStore tables, ComputedHistory computed, ComputedVersions versions, RunHistory runs) {
        this.tables = tables;
        this.computed = computed;
        this.versions = versions;
        this.runs = runs;
    }

    /** @param services the declared ones */
    public Report of(DefinitionVersion version, Collection<FeatureService> services) {
        FeatureGroup group = version.featureGroup();
        Report report = new Report();
        definition(report, version, services);
        boolean hasRows = freshness(report, group);
        report.table("sources", sources(group)).table("features", features(group));
        report.table("computed", computed(group));
        if (hasRows) {
            report.table(
                    "newest_rows", newest(tables.read(group), group.entity().joinKeyNames(), group.featureNames()));
        }
        return report;
    }

    private static void definition(Report report, DefinitionVersion version, Collection<FeatureService> services) {
        FeatureGroup group = version.featureGroup();
        report.fact("group", group.name())
                .fact("description", group.description())
                .fact("owner", group.owner())
                .fact("version", version.version())
                .fact("applied", version.appliedAt())
                .fact("join keys", DefinitionText.joinKeys(group))
                .fact("computed by", DefinitionText.computation(group))
                .fact("ttl", group.timeToLive().duration().orElse(null))
                .fact("online", group.online() ? "yes" : "no")
                .fact("schedule", group.schedule())
                .fact("services", services(services, group.name()));
    }

    static @Nullable String services(Collection<FeatureService> services, String group) {
        List<String> names = services.stream()
                .filter(service -> service.groupNames().contains(group))
                .map(FeatureService::name)
                .toList();
        return names.isEmpty() ? null : String.join(", ", names);
    }

    /** Adds the age of the newest rows; returns true if the table has rows. */
    private boolean freshness(Report report, FeatureGroup group) {
        if (!tables.exists(group)) {
            report.remark("It has no table yet: tidemark materialize " + group.name());
            return false;
        }
        Optional<String> rows = Optional.ofNullable(tables.icebergTable(group).currentSnapshot())
                .map(snapshot -> snapshot.summary().get(SnapshotSummary.TOTAL_RECORDS_PROP));
        report.fact("table", tables.tableName(group))
                .fact("rows", rows.map(Long::valueOf).orElse(0L))
                .fact("newest event", newestEvent(group))
                .fact("stale", versions.staleness(group).text().orElse(null))
                .fact("materialized", ended(RunKind.MATERIALIZE, group))
                .fact("synced", ended(RunKind.SYNC, group));
        return rows.isPresent();
    }

    private @Nullable Instant newestEvent(FeatureGroup group) {
        Row newest = tables.read(group)
                .selectExpr("unix_micros(max(%s))".formatted(FeatureSchema.EVENT_TIMESTAMP))
                .first();
        return newest.isNullAt(0) ? null : Microseconds.toInstant(newest.getLong(0));
    }

    private @Nullable Instant ended(RunKind kind, FeatureGroup group) {
        return runs.lastSucceeded(kind, group.name()).map(Run::endedAt).orElse(null);
    }

    private static Table sources(FeatureGroup group) {
        Table table = Table.of("source", "format", "location", "timestamp", "created", "columns");
        for (DataSource source : group.sources()) {
            table.row(
                    source.name(),
                    source.format().name().toLowerCase(Locale.ROOT),
                    source.location(),
                    source.timestampField(),
                    source.createdTimestampField(),
                    DefinitionText.columns(source));
        }
        return table;
    }

    private static Table features(FeatureGroup group) {
        Table table = Table.of("feature", "type", "computed as", "description");
        for (Feature feature : group.features()) {
            table.row(
                    feature.name(),
                    feature.type().text(),
                    DefinitionText.computation(group, feature.name()),
                    feature.description());
        }
        return table;
    }

    private Table computed(FeatureGroup group) {
        Table table = Table.of("computed from", "to", "sources read");
        computed.of(group.name())
                .forEach(stretch -> table.row(
                        stretch.isFromTheBeginning()
                                ? "the beginning"
                                : stretch.range().start().toString(),
                        stretch.range().end(),
                        stretch.readAt()));
        return table;
    }

    /** The rows with the newest event times, newest first. */
    static Table newest(Dataset<Row> rows, List<String> keys, List<String> features) {
        Column[] shown = Stream.of(keys.stream(), Stream.of(FeatureSchema.EVENT_TIMESTAMP), features.stream())
                .flatMap(names -> names)
                .map(Columns::named)
                .toArray(Column[]::new);
        QueryResult newest = QueryResult.of(
                rows.select(shown)
                        .orderBy(col(FeatureSchema.EVENT_TIMESTAMP).desc())
                        .limit(ROWS),
                ROWS);
        Table table = Table.of(newest.columns().toArray(String[]::new));
        newest.rows().forEach(row -> table.row(row.toArray()));
        return table;
    }
}

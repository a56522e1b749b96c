package dev.tidemark.cli.compute;

import dev.tidemark.pointintime.JoinExplanation;
import dev.tidemark.terminal.Report;
import dev.tidemark.terminal.Table;
import dev.tidemark.training.GroupExplanation;
import dev.tidemark.training.TrainingSetExplanation;
import dev.tidemark.training.source.SourceExplanation;
import java.util.List;
import java.util.Locale;

/** Reports how a training set would be made. */
final class ExplanationReport {
    private ExplanationReport() {}

    static Report of(TrainingSetExplanation explanation) {
        Table reads = Table.of(
                "group", "days", "all days", "files", "all files", "rows", "all rows", "read MB", "shuffle MB");
        for (GroupExplanation group : explanation.groups()) {
            reads.row(
                    group.group().alias(),
                    group.toRead().days(),
                    group.stored().days(),
                    group.toRead().files(),
                    group.stored().files(),
                    group.toRead().rows(),
                    group.stored().rows(),
                    megabytes(group.toRead().bytes()),
                    megabytes(group.shuffledBytes()));
        }
        Table moves = Table.of("keys", "groups", "filtered", "hot entities");
        for (JoinExplanation.Move move : explanation.join().moves()) {
            moves.row(
                    String.join(", ", move.spineColumns()),
                    String.join(", ", move.aliases()),
                    String.join(", ", move.filtered()),
                    move.hotEntities());
        }
        Report report = new Report()
                .fact("plan", explanation.join().plan().name().toLowerCase(Locale.ROOT))
                .fact("why", explanation.join().reason())
                .table("reads", reads)
                .table("moves", moves);
        if (!explanation.sources().isEmpty()) {
            report.table("computed_from_sources", fromSources(explanation.sources()));
        }
        explanation.warnings().forEach(report::remark);
        return report;
    }

    /** The groups that are computed from their sources, and why. */
    static Table fromSources(List<SourceExplanation> sources) {
        Table table = Table.of("group", "computed from source", "pinned", "because");
        for (SourceExplanation source : sources) {
            table.row(source.alias(), source.source(), source.state(), source.reason());
        }
        return table;
    }

    private static long megabytes(long bytes) {
        return (bytes + (1L << 20) - 1) >> 20;
    }
}

package dev.tidemark.cli.compute;

import dev.tidemark.cli.invocation.Invocation;
import dev.tidemark.cli.option.Texts;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.launch.Application;
import dev.tidemark.streaming.RunningStream;
import dev.tidemark.streaming.StreamBegin;
import dev.tidemark.streaming.StreamTotals;
import dev.tidemark.terminal.Report;
import dev.tidemark.terminal.Table;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the stream of a group until it is stopped. */
@Command(
        name = "stream",
        customSynopsis = "tidemark stream GROUP [OPTIONS]",
        description = {
            "Computes a feature group while its events arrive.",
            "Writes rows to the online store and to the group's table until the command is stopped. A stream that is started again continues where it stopped."
        },
        footer = {"tidemark stream live_payments", "tidemark stream live_payments --from 2026-05-01 --once"})
public final class StreamCommand implements Callable<Integer> {
    private final Invocation invocation;

    @ArgGroup(multiplicity = "1")
    private Choice choice = new Choice();

    private static final class Choice {
        @Parameters(paramLabel = "GROUP", description = "The feature group, by name.")
        private @Nullable String name;

        /** The earlier spelling of the parameter. */
        @Option(names = "--group", paramLabel = "GROUP", hidden = true)
        private @Nullable String named;

        private String name() {
            return String.valueOf(name == null ? named : name);
        }
    }

    @Option(names = "--once", description = "Process the events that have arrived, then end.")
    private boolean once;

    @Option(
            names = "--from",
            paramLabel = "INSTANT",
            converter = BeginText.class,
            description = "Where the first start begins: a date or an instant, with the source's table as the past, or"
                    + " 'beginning' for all that the stream still has (default: now, less stream.lateness).")
    private @Nullable StreamBegin from;

    /** The earlier spelling of --from. */
    @Option(names = "--since", paramLabel = "INSTANT", hidden = true, converter = BeginText.class)
    private @Nullable StreamBegin since;

    static final class BeginText implements ITypeConverter<StreamBegin> {
        @Override
        public StreamBegin convert(String text) {
            return text.equals("beginning")
                    ? new StreamBegin.Beginning()
                    : new StreamBegin.Since(new Texts.InstantText().convert(text));
        }
    }

    public StreamCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Application application = invocation.open()) {
            FeatureGroup group = application.metadata().registry().group(choice.name());
            RunningStream stream = application.online().stream();
            application.console().progress().step("stream %s: started".formatted(choice.name()));
            long[] deadLetters = new long[1];
            StreamTotals totals = stream.run(group, begin(), once, soFar -> {
                if (soFar.deadLetters() > deadLetters[0]) {
                    deadLetters[0] = soFar.deadLetters();
                    application.console().progress().step(deadLetters(application, group, soFar));
                }
                application.console().progress().status(status(soFar));
            });
            application.console().show(report(totals));
            return 0;
        }
    }

    private StreamBegin begin() {
        if (from != null) {
            return from;
        }
        return since == null ? new StreamBegin.Now() : since;
    }

    private String deadLetters(Application application, FeatureGroup group, StreamTotals soFar) {
        return String.format(
                Locale.ROOT,
                "stream %s: %,d dead letters, %,d of them late; see %s",
                choice.name(),
                soFar.deadLetters(),
                soFar.late(),
                application.offline().store().deadLetters(group).name());
    }

    private String status(StreamTotals soFar) {
        return String.format(
                Locale.ROOT, "stream %s | %,d batches | %,d rows", choice.name(), soFar.batches(), soFar.rows());
    }

    private Report report(StreamTotals totals) {
        Table table = Table.of("group", "batches", "rows", "written", "dead letters", "late");
        table.row(
                choice.name(), totals.batches(), totals.rows(), totals.written(), totals.deadLetters(), totals.late());
        return new Report().table("streamed", table);
    }
}

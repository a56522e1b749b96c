package dev.tidemark.cli.compute;

import dev.tidemark.console.Report;
import dev.tidemark.console.Table;
import dev.tidemark.cli.invocation.Invocation;
import dev.tidemark.cli.option.Texts;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.launch.Application;
import dev.tidemark.live.LiveStream;
import dev.tidemark.live.StreamBegin;
import dev.tidemark.live.StreamTotals;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** Runs the stream of a group until it is stopped. */
@Command(
        name = "stream",
        description = {
            "Computes a feature group from its streaming source while events arrive, into Redis and its table, until it is"
                    + " stopped.",
            "A stream that is started again goes on where it stopped."
        })
public final class StreamCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Option(names = "--group", paramLabel = "GROUP", required = true, description = "The feature group, by name.")
    private String name = "";

    @Option(names = "--once", description = "Take what has arrived, then end.")
    private boolean once;

    @Option(
            names = "--since",
            paramLabel = "INSTANT",
            converter = BeginText.class,
            description = "Where the first start begins: a date or an instant, with the source's table as the past, or"
                    + " 'beginning' for all that the stream still has (default: now, less stream.lateness).")
    private StreamBegin begin = new StreamBegin.Now();

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
            FeatureGroup group = application.registry().group(name);
            LiveStream stream = application.liveStream();
            application.console().progress().step("stream %s: started".formatted(name));
            long[] deadLetters = new long[1];
            StreamTotals totals = stream.run(group, begin, once, soFar -> {
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

    private String deadLetters(Application application, FeatureGroup group, StreamTotals soFar) {
        return String.format(
                Locale.ROOT,
                "stream %s: %,d dead letters, %,d of them late; see %s",
                name,
                soFar.deadLetters(),
                soFar.late(),
                application.offlineStore().deadLetters(group).name());
    }

    private String status(StreamTotals soFar) {
        return String.format(Locale.ROOT, "stream %s | %,d batches | %,d rows", name, soFar.batches(), soFar.rows());
    }

    private Report report(StreamTotals totals) {
        Table table = Table.of("group", "batches", "rows", "written", "dead letters", "late");
        table.row(name, totals.batches(), totals.rows(), totals.written(), totals.deadLetters(), totals.late());
        return new Report().table("streamed", table);
    }
}

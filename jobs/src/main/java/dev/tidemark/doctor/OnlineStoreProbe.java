package dev.tidemark.doctor;

import dev.tidemark.online.Answering;
import dev.tidemark.online.StoredValues;
import dev.tidemark.online.SyncStore;
import dev.tidemark.sync.destination.OnlineTarget;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/**
 * Checks that all masters of the online store take commands.
 *
 * @param target opens or starts it, and may fail
 * @param remedy the advice if Redis's answer does not name the problem
 */
record OnlineStoreProbe(Supplier<OnlineTarget> target, String remedy) {
    private static final String WAIT = "Wait, and run doctor again";
    private static final String RIGHTS =
            "Check redis.username and redis.password, and what that user may do (docs/guide/operations.md)";

    private static final List<Known> KNOWN = List.of(
            new Known("LOADING", "Redis still loads its data, and nothing is wrong with the settings: ", WAIT),
            // Messages of the embedded cluster.
            new Known("They go on by themselves", "", WAIT),
            new Known("NOAUTH", "", RIGHTS),
            new Known("WRONGPASS", "", RIGHTS),
            new Known("NOPERM", "", RIGHTS));

    /** A message of Redis, its meaning, and the remedy. */
    private record Known(String words, String meaning, String remedy) {}

    String look() throws IOException {
        try {
            OnlineTarget online = target.get();
            try (SyncStore store = online.open()) {
                Answering answering = answering(store);
                if (answering.share() < 1) {
                    throw failed(online.name() + ": " + answering.detail(), new IOException(answering.cause()));
                }
            }
            return "answers at " + online.name();
        } catch (RuntimeException e) {
            throw failed(String.valueOf(e.getMessage()), e);
        }
    }

    private static Answering answering(SyncStore store) {
        if (store instanceof StoredValues values) {
            return values.answering();
        }
        return store.ping() ? Answering.ALL : Answering.nothing("no answer", "no answer");
    }

    private CheckFailedException failed(String found, Exception failure) {
        StringBuilder all = new StringBuilder(found);
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            all.append(cause);
            // The cluster client adds the failure of each node as a suppressed exception.
            List.of(cause.getSuppressed()).forEach(all::append);
        }
        return KNOWN.stream()
                .filter(known -> all.indexOf(known.words()) >= 0)
                .findFirst()
                .map(known -> new CheckFailedException(known.meaning() + found, known.remedy(), failure))
                .orElseGet(() -> new CheckFailedException(found, remedy, failure));
    }
}

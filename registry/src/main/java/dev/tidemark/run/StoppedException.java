package dev.tidemark.run;

import java.util.Locale;

/** Signals that a run stopped because it was told to. The message says what was done and how to continue. */
public final class StoppedException extends RuntimeException {
    public StoppedException(String message) {
        super(message);
    }

    /** Describes a run that may be repeated from its beginning without changing its result. */
    static StoppedException during(RunKind kind, RunSubject subject) {
        String name = subject.name();
        return new StoppedException(
                switch (kind) {
                    case TRAINING_SET ->
                        "Stopped before the training set '%s' was complete; the same command makes it".formatted(name);
                    case SYNC ->
                        "Stopped the sync of '%s' before its end; what was written stays in Redis, and the same command writes the rest"
                                .formatted(name);
                    default ->
                        "Stopped the %s run of '%s' before its end; the same command goes on"
                                .formatted(kind.name().toLowerCase(Locale.ROOT).replace('_', ' '), name);
                });
    }
}

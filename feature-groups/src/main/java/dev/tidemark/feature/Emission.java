package dev.tidemark.feature;

import java.time.Duration;

/** The instants at which a group of declared windows has a row. */
public sealed interface Emission {
    /** A row at each instant at which the entity has an event. */
    record OnEvent() implements Emission {}

    /**
     * A row as with {@link OnEvent}, and also one at each instant at which an event leaves a window
     * ({@code event + window}). The newest row is then exact at every instant.
     */
    record OnChange() implements Emission {}

    /**
     * A row at each multiple of the step since the epoch, in UTC, for entities with an event in the longest window, and
     * one more, empty row when the last event has left.
     */
    record Every(Duration step) implements Emission {}

    static Emission onEvent() {
        return new OnEvent();
    }

    static Emission onChange() {
        return new OnChange();
    }

    static Emission every(Duration step) {
        return new Every(step);
    }
}

package dev.tidemark.feature;

import java.time.Duration;
import java.util.Locale;

/** The instants at which a group of declared windows has a row. */
public sealed interface Emission {
    /** Returns the instant as of which the newest row of a group holds. */
    ValuesAsOf valuesAsOf();

    /** The instant as of which a row holds that is the newest one at some instant. */
    enum ValuesAsOf {
        /** Its values are exact at every instant. */
        EVERY_INSTANT("every instant"),
        /** It has the values of the entity's last event, which are approximate between events. */
        LAST_EVENT("each entity's last event"),
        /** It has the values of the emission's last step, which are approximate between steps. */
        LAST_STEP("the last step");

        private final String words;

        ValuesAsOf(String words) {
            this.words = words;
        }

        public boolean isApproximate() {
            return this != EVERY_INSTANT;
        }

        /** The name in answers: {@code last_event}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The words in sentences: {@code each entity's last event}. */
        public String words() {
            return words;
        }
    }

    /**
     * A row at each instant at which the entity has an event. Between events its values are those of the last event, so
     * they are approximate: a count of the last hour does not fall while nothing happens.
     */
    record OnEvent() implements Emission {
        @Override
        public ValuesAsOf valuesAsOf() {
            return ValuesAsOf.LAST_EVENT;
        }
    }

    /**
     * A row as with {@link OnEvent}, and also one at each instant at which an event leaves a window
     * ({@code event + window}). The newest row is then exact at every instant.
     */
    record OnChange() implements Emission {
        @Override
        public ValuesAsOf valuesAsOf() {
            return ValuesAsOf.EVERY_INSTANT;
        }
    }

    /**
     * A row at each multiple of the step since the epoch, in UTC, for entities with an event in the longest window, and
     * one more, empty row when the last event has left.
     */
    record Every(Duration step) implements Emission {
        @Override
        public ValuesAsOf valuesAsOf() {
            return ValuesAsOf.LAST_STEP;
        }
    }

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

package dev.tidemark.stream;

import java.io.Serializable;
import org.apache.spark.sql.streaming.TimeMode;
import org.apache.spark.sql.streaming.TimerValues;

/** When an entity's timer is to go off, in milliseconds of the stream's kind of time. */
sealed interface Alarm extends Serializable {
    /** As soon as it can. */
    long soon(TimerValues time);

    /**
     * Both in microseconds since the epoch.
     *
     * @param nextDue when a row is due, {@link Long#MAX_VALUE} for none
     * @param forgottenAt when the watermark lets the entity go
     */
    long at(long nextDue, long forgottenAt, TimerValues time);

    /** Spark's name for it. */
    TimeMode mode();

    /** Rows come of events alone: only the watermark matters, and nothing runs while nothing arrives. */
    record ByWatermark() implements Alarm {
        @Override
        public long soon(TimerValues time) {
            return 1;
        }

        @Override
        public long at(long nextDue, long forgottenAt, TimerValues time) {
            return ceilMillis(forgottenAt);
        }

        @Override
        public TimeMode mode() {
            return TimeMode.EventTime();
        }
    }

    /**
     * Rows come of time, too.
     *
     * @param lateness how far the watermark is behind the clock while events flow, in milliseconds; where it is further
     *     behind, the entity is looked at again after as long
     */
    record ByClock(long lateness) implements Alarm {
        private static final long A_MOMENT = 1_000;

        @Override
        public long soon(TimerValues time) {
            return time.getCurrentProcessingTimeInMs();
        }

        @Override
        public long at(long nextDue, long forgottenAt, TimerValues time) {
            return nextDue != Long.MAX_VALUE
                    ? ceilMillis(nextDue)
                    : Math.max(ceilMillis(forgottenAt), time.getCurrentProcessingTimeInMs()) + lateness + A_MOMENT;
        }

        @Override
        public TimeMode mode() {
            return TimeMode.ProcessingTime();
        }
    }

    private static long ceilMillis(long microseconds) {
        return Math.ceilDiv(microseconds, 1_000);
    }
}

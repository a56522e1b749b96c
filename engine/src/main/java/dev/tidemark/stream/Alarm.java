package dev.tidemark.stream;

import java.io.Serializable;
import org.apache.spark.sql.streaming.TimeMode;
import org.apache.spark.sql.streaming.TimerValues;

/** Sets an entity's timer, in milliseconds of the stream's time mode. */
sealed interface Alarm extends Serializable {
    /** Returns the earliest possible time. */
    long soon(TimerValues time);

    /**
     * Returns the timer's time; the arguments are microseconds since the epoch.
     *
     * @param nextDue the instant of the next due row, {@link Long#MAX_VALUE} for none
     * @param forgottenAt the watermark at which the entity can be forgotten
     */
    long at(long nextDue, long forgottenAt, TimerValues time);

    /** Spark's time mode for this alarm. */
    TimeMode mode();

    /** Rows follow events alone: only the watermark matters, and nothing runs while nothing arrives. */
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
     * Rows also follow time.
     *
     * @param lateness by which the watermark is behind the clock while events flow, in milliseconds; if it is further
     *     behind, the timer is set again after the same time
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

package dev.tidemark.benchmark;

/** Sees the most memory that was needed at once since it was started. */
public interface MemoryGauge extends AutoCloseable {
    /** Bytes above what was there at the start. */
    long peakBytes();

    @Override
    void close();
}

-- Chunks that a materialization which has not succeeded (yet) has written; instants in microseconds since the epoch, UTC.
CREATE TABLE finished_chunk (
    feature_group VARCHAR(64) NOT NULL,
    fingerprint   CHAR(64)    NOT NULL,
    range_start   BIGINT      NOT NULL,
    range_end     BIGINT      NOT NULL,
    PRIMARY KEY (feature_group, fingerprint, range_start, range_end)
);

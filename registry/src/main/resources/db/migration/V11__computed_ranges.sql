-- What of a group's event time is computed, when its sources were read for it, and what they were then; instants in microseconds
-- since the epoch, UTC. Where ranges overlap, the one that was read last counts.
CREATE TABLE computed_range (
    feature_group VARCHAR(200) NOT NULL,
    range_start   BIGINT       NOT NULL,
    range_end     BIGINT       NOT NULL,
    read_at       BIGINT       NOT NULL,
    -- The identity of the feature table that the range was written into; null where nobody noted it.
    table_id      VARCHAR(36),
    -- A line for each source: its name and its state; a source without a line was in a state that nobody noted.
    sources       TEXT         NOT NULL
);
CREATE INDEX computed_range_by_group ON computed_range (feature_group, range_start);

-- A run that succeeded may have gone on where others, which did not, had begun: it counts as read when the first of them began,
-- and nothing counts as computed that lies after that.
INSERT INTO computed_range (feature_group, range_start, range_end, read_at, table_id, sources)
SELECT DISTINCT feature_group, range_start, CASE WHEN range_end < read_at THEN range_end ELSE read_at END, read_at, NULL, ''
FROM (
    SELECT done.feature_group, done.range_start, done.range_end, COALESCE((
        SELECT MIN(begun.started_at) FROM run begun
        WHERE begun.kind = 'MATERIALIZE' AND begun.feature_group = done.feature_group AND begun.status <> 'SUCCEEDED'
            AND begun.started_at < done.started_at
            AND begun.started_at > COALESCE((
                SELECT MAX(earlier.started_at) FROM run earlier
                WHERE earlier.kind = 'MATERIALIZE' AND earlier.feature_group = done.feature_group
                    AND earlier.status = 'SUCCEEDED' AND earlier.started_at < done.started_at), 0)
        ), done.started_at) AS read_at
    FROM run done
    WHERE done.kind = 'MATERIALIZE' AND done.status = 'SUCCEEDED' AND done.range_start IS NOT NULL
) read
WHERE range_start < read_at;

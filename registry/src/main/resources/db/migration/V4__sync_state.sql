-- The snapshot that a sync began to write and has not finished; null where none is unfinished.
ALTER TABLE sync_position ADD COLUMN pending_snapshot_id BIGINT;
-- Of what the form of stored values depends on, as it was at the last sync.
ALTER TABLE sync_position ADD COLUMN stored_form VARCHAR(64);

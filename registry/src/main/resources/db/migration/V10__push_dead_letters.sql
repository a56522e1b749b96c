-- When a pushed request was put aside because it does not fit its group's definition, in microseconds since the epoch, UTC, and why; null where it was not.
ALTER TABLE push_request ADD COLUMN dead_at BIGINT;
ALTER TABLE push_request ADD COLUMN dead_reason TEXT;

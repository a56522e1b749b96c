-- The sequence number of the group's table up to which nobody beside the sync writes rows into the online store any more; null where it is not known.
ALTER TABLE sync_position ADD COLUMN settled_sequence BIGINT;

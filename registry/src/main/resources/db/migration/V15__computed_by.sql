-- The version of the definition that computed a range; null where nobody noted it, and several may have.
ALTER TABLE computed_range ADD COLUMN version INTEGER;

-- A group that has had one definition was computed by it.
UPDATE computed_range SET version = 1
WHERE feature_group IN (SELECT name FROM feature_group_version GROUP BY name HAVING MAX(version) = 1);

-- The process that a run was started in, for who waits for it.
ALTER TABLE run ADD COLUMN started_by VARCHAR(200);

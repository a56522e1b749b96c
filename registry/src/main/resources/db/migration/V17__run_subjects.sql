-- A run works on a subject: a feature group, a training set (by its output) or the request log. Until now its name was
-- in a column for groups, which cut off the beginning of a longer output.
ALTER TABLE run RENAME COLUMN feature_group TO subject_key;
ALTER TABLE run ADD COLUMN subject_kind VARCHAR(32) DEFAULT 'FEATURE_GROUP' NOT NULL;
ALTER TABLE run ADD COLUMN subject_name VARCHAR DEFAULT '' NOT NULL;
UPDATE run SET subject_name = subject_key;
UPDATE run SET subject_kind = 'TRAINING_SET' WHERE kind = 'TRAINING_SET';
UPDATE run SET subject_kind = 'REQUEST_LOG' WHERE kind = 'INGEST' AND subject_key = 'request log';
ALTER TABLE run ALTER COLUMN subject_kind DROP DEFAULT;
ALTER TABLE run ALTER COLUMN subject_name DROP DEFAULT;
DROP INDEX run_by_group;
CREATE INDEX run_by_subject ON run (subject_key, subject_kind, kind, started_at);

-- Who is working on a subject.
ALTER TABLE run_lease RENAME COLUMN feature_group TO subject_key;
ALTER TABLE run_lease ADD COLUMN subject_kind VARCHAR(32) DEFAULT 'FEATURE_GROUP' NOT NULL;
UPDATE run_lease SET subject_kind = (SELECT run.subject_kind FROM run WHERE run.id = run_lease.run_id)
WHERE EXISTS (SELECT 1 FROM run WHERE run.id = run_lease.run_id);
ALTER TABLE run_lease ALTER COLUMN subject_kind DROP DEFAULT;

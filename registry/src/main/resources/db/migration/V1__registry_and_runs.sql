-- Instants are microseconds since the epoch, UTC.

CREATE TABLE feature_group_version (
    name        VARCHAR(64) NOT NULL,
    version     INTEGER     NOT NULL,
    definition  TEXT        NOT NULL,
    fingerprint CHAR(64)    NOT NULL,
    applied_at  BIGINT      NOT NULL,
    PRIMARY KEY (name, version)
);

CREATE TABLE run (
    id            CHAR(36)     NOT NULL PRIMARY KEY,
    kind          VARCHAR(32)  NOT NULL,
    feature_group VARCHAR(200) NOT NULL,
    range_start   BIGINT,
    range_end     BIGINT,
    started_at    BIGINT       NOT NULL,
    ended_at      BIGINT,
    status        VARCHAR(16)  NOT NULL,
    row_count     BIGINT,
    snapshot_id   BIGINT,
    message       TEXT
);
CREATE INDEX run_by_group ON run (feature_group, kind, started_at);
CREATE INDEX run_by_start ON run (started_at);

-- Who is working on a group; a lease that was not renewed in time is void.
CREATE TABLE run_lease (
    kind          VARCHAR(32)  NOT NULL,
    feature_group VARCHAR(200) NOT NULL,
    run_id        CHAR(36)     NOT NULL,
    expires_at    BIGINT       NOT NULL,
    PRIMARY KEY (kind, feature_group)
);

-- The newest snapshot of a feature table whose rows are all in the online store.
CREATE TABLE sync_position (
    feature_group VARCHAR(64)  NOT NULL,
    target        VARCHAR(200) NOT NULL,
    snapshot_id   BIGINT       NOT NULL,
    synced_at     BIGINT       NOT NULL,
    PRIMARY KEY (feature_group, target)
);

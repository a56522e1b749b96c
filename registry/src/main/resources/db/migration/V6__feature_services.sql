-- Features that one model takes, under one name. Instants are microseconds since the epoch, UTC.
CREATE TABLE feature_service_version (
    name        VARCHAR(64) NOT NULL,
    version     INTEGER     NOT NULL,
    definition  TEXT        NOT NULL,
    fingerprint CHAR(64)    NOT NULL,
    applied_at  BIGINT      NOT NULL,
    PRIMARY KEY (name, version)
);

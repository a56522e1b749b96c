-- Definitions that are no longer in use. Their versions stay, so that a version number is never another definition's.
CREATE TABLE retired_definition (
    -- GROUP or SERVICE.
    kind       VARCHAR(16) NOT NULL,
    name       VARCHAR(64) NOT NULL,
    retired_at BIGINT      NOT NULL,
    -- The folders of a group's tables, a line each, noted before the tables are dropped; null before that.
    locations  TEXT,
    -- Null until a group's data is gone; its name can then be declared anew.
    purged_at  BIGINT,
    PRIMARY KEY (kind, name)
);

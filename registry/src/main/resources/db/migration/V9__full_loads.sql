-- Full loads of a group into an online store that have not come to their end; instants in microseconds since the epoch, UTC.
CREATE TABLE full_load (
    feature_group   VARCHAR(64)   NOT NULL,
    target          VARCHAR(200)  NOT NULL,
    snapshot_id     BIGINT        NOT NULL,
    stored_form     VARCHAR(64)   NOT NULL,
    slices          INTEGER       NOT NULL,
    begun_at        BIGINT        NOT NULL,
    -- Whether what no row of the table accounts for has been taken back already.
    looked_through  BOOLEAN       NOT NULL,
    PRIMARY KEY (feature_group, target)
);
-- The slices of such a load whose entities are all in the store.
CREATE TABLE full_load_slice (
    feature_group   VARCHAR(64)   NOT NULL,
    target          VARCHAR(200)  NOT NULL,
    slice           INTEGER       NOT NULL,
    PRIMARY KEY (feature_group, target, slice)
);

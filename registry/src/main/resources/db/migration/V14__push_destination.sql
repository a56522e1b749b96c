-- Whether the rows of a request are online only by way of their table: then delivered_at says nothing about the online store.
ALTER TABLE push_request ADD COLUMN for_table BOOLEAN DEFAULT FALSE NOT NULL;

-- Version 3 of the archive: whose the outbox is.

-- The fingerprint of the key that the server had proved when the request was
-- written; empty for what is older than this, which goes to nobody.
ALTER TABLE outbox ADD COLUMN server TEXT NOT NULL DEFAULT '';

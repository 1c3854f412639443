-- Version 2 of the journal: what is removed is found with its edits.

CREATE INDEX edits ON events (json_extract(CAST(body AS TEXT), '$.target')) WHERE type = 'edit';

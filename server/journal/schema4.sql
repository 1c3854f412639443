-- Version 4 of the journal: which reactions are on which message, so that there
-- are not too many. The program fills it in from the events (reactions.go).

CREATE TABLE reactions (
  message INTEGER NOT NULL, -- events.seq
  person  TEXT NOT NULL,    -- the key of a name
  emoji   TEXT NOT NULL,
  PRIMARY KEY (message, person, emoji)
) STRICT, WITHOUT ROWID;

CREATE INDEX kinds ON reactions (message, emoji);

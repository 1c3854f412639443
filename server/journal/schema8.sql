-- Version 8 of the journal: which messages have which files, so that the server
-- knows who may read a file, and which ones belong to no message any more.

CREATE TABLE files (
  hash   TEXT NOT NULL,
  seq    INTEGER NOT NULL, -- events.seq
  room   INTEGER NOT NULL, -- rooms.id
  author TEXT NOT NULL,    -- the key of a name
  PRIMARY KEY (hash, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX files_of_message ON files (seq);
CREATE INDEX files_of_room ON files (room);
CREATE INDEX files_of_author ON files (author);

-- Version 1 of the journal.

CREATE TABLE identity (
  id TEXT NOT NULL -- of this journal and no other
) STRICT;

INSERT INTO identity VALUES (lower(hex(randomblob(16))));

CREATE TABLE rooms (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  last INTEGER NOT NULL -- seq of its newest event, even when that has expired
) STRICT;

CREATE TABLE events (
  seq    INTEGER PRIMARY KEY,
  prev   INTEGER NOT NULL, -- seq of the event before it in the same room, even when that has expired
  at     INTEGER NOT NULL, -- milliseconds since 1970
  room   INTEGER NOT NULL, -- rooms.id
  type   TEXT NOT NULL,
  author TEXT NOT NULL,
  key    TEXT NOT NULL UNIQUE,
  body   BLOB NOT NULL
) STRICT;

CREATE INDEX events_of_room ON events (room, seq);

-- What says which rooms there are and who is in them, to find it at the start
-- without reading all that was said. It never expires.
CREATE INDEX changes ON events (seq) WHERE type IN ('open', 'join', 'leave', 'topic', 'invite');

-- What is left of an event that has expired: a key is known for good.
CREATE TABLE expired (
  key    TEXT PRIMARY KEY,
  seq    INTEGER NOT NULL,
  prev   INTEGER NOT NULL,
  at     INTEGER NOT NULL,
  digest BLOB NOT NULL -- of what the event was
) STRICT, WITHOUT ROWID;

-- How far people have read.
CREATE TABLE reads (
  user TEXT NOT NULL,
  room TEXT NOT NULL,
  seq  INTEGER NOT NULL,
  PRIMARY KEY (user, room)
) STRICT, WITHOUT ROWID;

-- A journal of version 8, as it was released. Never change this file.
CREATE TABLE identity (
  id TEXT NOT NULL -- of this journal and no other
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

CREATE TABLE expired (
  key    TEXT PRIMARY KEY,
  seq    INTEGER NOT NULL,
  prev   INTEGER NOT NULL,
  at     INTEGER NOT NULL,
  digest BLOB NOT NULL -- of what the event was
) STRICT, WITHOUT ROWID;

CREATE TABLE clock (
  trusted INTEGER NOT NULL -- milliseconds since 1970; 0 if nobody has looked
, newest INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE reactions (
  message INTEGER NOT NULL, -- events.seq
  person  TEXT NOT NULL,    -- the key of a name
  emoji   TEXT NOT NULL,
  PRIMARY KEY (message, person, emoji)
) STRICT, WITHOUT ROWID;

CREATE TABLE "rooms" (
  id    INTEGER PRIMARY KEY,
  name  TEXT NOT NULL,
  last  INTEGER NOT NULL,          -- seq of its newest event, even when that has expired
  ended INTEGER NOT NULL DEFAULT 0 -- seq of the event that ended it; 0 if it has not
) STRICT;

CREATE TABLE "reads" (
  user TEXT NOT NULL,
  room INTEGER NOT NULL, -- rooms.id
  seq  INTEGER NOT NULL,
  PRIMARY KEY (user, room)
) STRICT, WITHOUT ROWID;

CREATE INDEX events_of_room ON events (room, seq);

CREATE INDEX changes ON events (seq) WHERE type <> 'message' AND type IN ('open', 'join', 'leave', 'topic', 'invite');

CREATE INDEX edits ON events (json_extract(CAST(body AS TEXT), '$.target')) WHERE type = 'edit';

CREATE INDEX kinds ON reactions (message, emoji);

CREATE UNIQUE INDEX open_rooms ON rooms (name) WHERE ended = 0;

CREATE INDEX reads_of_room ON reads (room);

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

INSERT INTO identity VALUES ('0123456789abcdef0123456789abcdef');
INSERT INTO clock VALUES (1772366402500, 0);
INSERT INTO rooms VALUES (1, 'lobby', 3, 0), (2, 'den', 2, 0);
INSERT INTO events VALUES
  (2, 0, 1772366401000, 2, 'open', 'bob', 'k2', CAST('{"topic":"plans"}' AS BLOB)),
  (3, 1, 1772366402500, 1, 'message', 'Zoë', 'k3', CAST('{"text":"hi"}' AS BLOB));
INSERT INTO expired VALUES ('k1', 1, 0, 1772366400000, x'a0cab7decf061ebe4d798e7ba4d50c6c');
INSERT INTO reads VALUES ('bob', 1, 3);
PRAGMA application_id = 1130785388;
PRAGMA user_version = 8;

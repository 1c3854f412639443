-- A journal of version 4, as it was released. Never change this file.
CREATE TABLE identity (
  id TEXT NOT NULL -- of this journal and no other
) STRICT;

INSERT INTO identity VALUES ('8a3f0c6e5b7d4f21a0c94b7de2f61835');

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

CREATE INDEX changes ON events (seq) WHERE type IN ('open', 'join', 'leave', 'topic', 'invite');

CREATE TABLE expired (
  key    TEXT PRIMARY KEY,
  seq    INTEGER NOT NULL,
  prev   INTEGER NOT NULL,
  at     INTEGER NOT NULL,
  digest BLOB NOT NULL -- of what the event was
) STRICT, WITHOUT ROWID;

CREATE TABLE reads (
  user TEXT NOT NULL,
  room TEXT NOT NULL,
  seq  INTEGER NOT NULL,
  PRIMARY KEY (user, room)
) STRICT, WITHOUT ROWID;

CREATE INDEX edits ON events (json_extract(CAST(body AS TEXT), '$.target')) WHERE type = 'edit';

CREATE TABLE clock (
  trusted INTEGER NOT NULL -- milliseconds since 1970; 0 if nobody has looked
) STRICT;

INSERT INTO clock VALUES (1772366402500);

CREATE TABLE reactions (
  message INTEGER NOT NULL, -- events.seq
  person  TEXT NOT NULL,    -- the key of a name
  emoji   TEXT NOT NULL,
  PRIMARY KEY (message, person, emoji)
) STRICT, WITHOUT ROWID;

CREATE INDEX kinds ON reactions (message, emoji);

INSERT INTO rooms VALUES (1, 'lobby', 3), (2, 'den', 2);
INSERT INTO events VALUES
  (2, 0, 1772366401000, 2, 'open', 'bob', 'k2', CAST('{"topic":"plans"}' AS BLOB)),
  (3, 1, 1772366402500, 1, 'message', 'Zoë', 'k3', CAST('{"text":"hi"}' AS BLOB));
INSERT INTO expired VALUES ('k1', 1, 0, 1772366400000, x'a0cab7decf061ebe4d798e7ba4d50c6c');
INSERT INTO reads VALUES ('bob', 'lobby', 3);
PRAGMA application_id = 1130785388;
PRAGMA user_version = 4;

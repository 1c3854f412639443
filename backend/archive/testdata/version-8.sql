-- An archive of version 8 as it was released, with what waits in it and what was
-- said. Never changed: archives like it are on people's disks.
CREATE TABLE outbox (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  key     TEXT NOT NULL UNIQUE,
  journal TEXT NOT NULL, -- the server's identity
  name    TEXT NOT NULL, -- whose it is
  at      INTEGER NOT NULL, -- milliseconds since 1970
  line    BLOB NOT NULL -- as it goes out
) STRICT;
INSERT INTO outbox VALUES (1, 'k1', 'j1', 'alice', 1772366400000, CAST('{"type":"say","room":"lobby","id":"k1","text":"hi"}' || char(10) AS BLOB));
INSERT INTO outbox VALUES (3, 'k3', 'j1', 'Zoë', 1772366402500, CAST('{"type":"join","room":"tea","id":"k3"}' || char(10) AS BLOB));
INSERT INTO outbox VALUES (4, 'k4', 'j1', 'alice', 1772366402600, CAST('{"type":"leave","room":"tea","id":"k4"}' || char(10) AS BLOB));
-- Who one is, and on which server.
CREATE TABLE "accounts" (
  id       INTEGER PRIMARY KEY, -- 1 to 65,535, see events.id
  server   TEXT NOT NULL, -- the fingerprint of its key, or what stands for one
  name     TEXT NOT NULL,
  journal  TEXT NOT NULL DEFAULT '', -- whose numbers the newest places are …
  base     INTEGER NOT NULL DEFAULT 0, -- … behind this one
  called   TEXT NOT NULL DEFAULT '', -- the server, by itself
  key      TEXT NOT NULL DEFAULT '', -- the fingerprint of the server's key; empty if it has none
  verified INTEGER NOT NULL DEFAULT 0,
  guest    INTEGER NOT NULL DEFAULT 0,
  role     TEXT NOT NULL DEFAULT '',
  shown    TEXT NOT NULL DEFAULT '', -- the room that was shown last
  UNIQUE (server, name)
) STRICT;

-- Who was there last under an address and a name.
CREATE TABLE addresses (
  address TEXT NOT NULL,
  name    TEXT NOT NULL,
  account  INTEGER NOT NULL,
  PRIMARY KEY (address, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE rooms (
  id      INTEGER PRIMARY KEY,
  account  INTEGER NOT NULL,
  name    TEXT NOT NULL,
  topic   TEXT NOT NULL DEFAULT '',
  members INTEGER NOT NULL DEFAULT 0,
  private INTEGER NOT NULL DEFAULT 0,
  two     TEXT NOT NULL DEFAULT '[]', -- who, in a room of two: a JSON array
  gone    INTEGER NOT NULL DEFAULT 0, -- one has left it
  met     INTEGER NOT NULL DEFAULT 0, -- the server has described it
  seq     INTEGER NOT NULL DEFAULT 0, -- the place of its last event, as the server said
  last    INTEGER NOT NULL DEFAULT 0, -- the greatest place of what is here
  read    INTEGER NOT NULL DEFAULT 0, -- the place that one has read to, on this device
  told    INTEGER NOT NULL DEFAULT 0, -- the same as the server knows it
  draft   TEXT NOT NULL DEFAULT '',
  notify  TEXT NOT NULL DEFAULT '',
  UNIQUE (account, name)
) STRICT;

-- Everybody who was ever there, by number.
CREATE TABLE names (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  fold TEXT NOT NULL -- as it is looked for
) STRICT;

CREATE INDEX names_by_fold ON names (fold);

CREATE TABLE events (
  id       INTEGER PRIMARY KEY, -- accounts.id << 47 | its place
  room     INTEGER NOT NULL, -- rooms.id
  prev     INTEGER NOT NULL, -- the place of the event before it in the room; 0 if there is none to be had
  at       INTEGER NOT NULL, -- milliseconds since 1970
  type     TEXT NOT NULL, -- the protocol's; empty once the same event has come at a later place: this one only holds its own
  sender   INTEGER NOT NULL, -- names.id
  guest    INTEGER NOT NULL,
  own      INTEGER NOT NULL,
  event_id TEXT, -- the protocol's; NULL once the same event has come at a later place
  target   TEXT, -- the event_id of the message that it changes, or replies to
  body     TEXT NOT NULL, -- JSON as it came, but for a text that nobody is to read again, and the newest text of an edited message

  -- What its reducer makes of it and of the events about it, see reducers.go.
  shown         INTEGER NOT NULL, -- as a row
  status        INTEGER NOT NULL DEFAULT 0, -- of a message, see fold.go
  by            INTEGER, -- names.id: who removed it
  reason        TEXT, -- why
  unread_weight INTEGER NOT NULL DEFAULT 0, -- while it is not read: 1 as something said by others, 2 and meant for the account
  flags         INTEGER NOT NULL DEFAULT 0 -- what events about it have set, a bit for each type that does
) STRICT;

CREATE UNIQUE INDEX events_by_id ON events (room, event_id) WHERE event_id IS NOT NULL;

CREATE INDEX events_about ON events (room, target, type) WHERE target IS NOT NULL;

CREATE INDEX events_shown ON events (room, id, unread_weight) WHERE shown;

CREATE INDEX events_flagged ON events (room, id) WHERE flags;

-- Events with something missing right before them.
CREATE TABLE gaps (
  room  INTEGER NOT NULL,
  event INTEGER NOT NULL, -- events.id
  prev  INTEGER NOT NULL, -- events.prev, which is not here
  PRIMARY KEY (room, event)
) STRICT, WITHOUT ROWID;

CREATE INDEX gaps_by_prev ON gaps (room, prev);

-- Who has put what to a message, or taken it away.
CREATE TABLE reactions (
  room   INTEGER NOT NULL,
  target TEXT NOT NULL,
  emoji  TEXT NOT NULL,
  sender INTEGER NOT NULL,
  own    INTEGER NOT NULL,
  first  INTEGER, -- the place where it was put there first; NULL if it was only taken away
  last   INTEGER NOT NULL, -- the place of the newest word on it
  off    INTEGER NOT NULL, -- which says so
  PRIMARY KEY (room, target, emoji, sender)
) STRICT, WITHOUT ROWID;

-- Between which places the messages of a day (UTC, since 1970) are.
CREATE TABLE days (
  account INTEGER NOT NULL,
  day    INTEGER NOT NULL,
  low    INTEGER NOT NULL,
  high   INTEGER NOT NULL,
  PRIMARY KEY (account, day)
) STRICT, WITHOUT ROWID;

-- The words of each message as words.go finds them, and what else it can be
-- found by. They stand here folded and apart, so "ascii" is right for all scripts.
CREATE VIRTUAL TABLE words2 USING fts5 (
  text, content = '', columnsize = 0, tokenize = 'ascii', prefix = '3 4 5'
);

-- What is taken out is gone, and not only marked.
INSERT INTO words2 (words2, rank) VALUES ('secure-delete', 1);
INSERT INTO accounts (id, server, name, journal, base, called) VALUES (1, 'key', 'alice', 'j1', 0, 'Lab 3');
INSERT INTO addresses VALUES ('127.0.0.1:6667', 'alice', 1);
INSERT INTO rooms (id, account, name, met, seq, last, read, told, draft, notify) VALUES (1, 1, 'lobby', 1, 2, 2, 1, 1, 'and', 'all');
INSERT INTO names VALUES (1, 'bob', 'bob');
INSERT INTO events (id, room, prev, at, type, sender, guest, own, event_id, body, shown) VALUES (140737488355329, 1, 0, 1772366400000, 'join', 1, 0, 0, 'k1', '{}', 1);
INSERT INTO events (id, room, prev, at, type, sender, guest, own, event_id, body, shown, unread_weight) VALUES (140737488355330, 1, 1, 1772366401000, 'message', 1, 0, 0, 'k2', '{"text":"Zoë, lunch?"}', 1, 1);
INSERT INTO days VALUES (1, 20513, 2, 2);
INSERT INTO words2 (rowid, text) VALUES (140737488355330, 'zoe lunch ' || char(1114109, 1048577) || ' ' || char(983040, 1048577) || ' ' || char(1015808, 1048577));
ALTER TABLE outbox ADD COLUMN server TEXT NOT NULL DEFAULT '';
UPDATE outbox SET server = 'K1';
CREATE TABLE indexing (
  folding INTEGER NOT NULL,
  done    INTEGER NOT NULL -- events.id
) STRICT;
INSERT INTO indexing VALUES (2, 0);
-- Bytes, as they are counted when something is stored; what was stored by older
-- programs is not among them.
CREATE TABLE stored (
  account        INTEGER PRIMARY KEY, -- people.id
  total         INTEGER NOT NULL DEFAULT 0,
  allowed       INTEGER NOT NULL DEFAULT 0, -- of that, beyond what is usual
  since         INTEGER NOT NULL DEFAULT 0, -- when the day began, milliseconds since 1970 …
  today         INTEGER NOT NULL DEFAULT 0, -- … and what was stored since
  allowed_today INTEGER NOT NULL DEFAULT 0  -- of that, beyond what is usual
) STRICT;
INSERT INTO stored VALUES (1, 1000, 0, 1772366400000, 1000, 0);
CREATE TABLE blocked (
  account INTEGER NOT NULL, -- people.id: who blocks
  sender INTEGER NOT NULL, -- names.id
  guest  INTEGER NOT NULL, -- guests who have this name, and no account
  told   INTEGER NOT NULL, -- it is how the server spells the name, not an older spelling
  PRIMARY KEY (account, sender, guest)
) STRICT, WITHOUT ROWID;
INSERT INTO names VALUES (2, 'eve', 'eve');
INSERT INTO blocked VALUES (1, 2, 0, 1);
PRAGMA application_id = 1130783090;
PRAGMA user_version = 8;

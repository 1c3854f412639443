-- Version 8 of the archive: events as they came, and what is derived from them.

ALTER TABLE people RENAME TO accounts;
ALTER TABLE addresses RENAME COLUMN person TO account;
ALTER TABLE rooms RENAME COLUMN person TO account;
ALTER TABLE days RENAME COLUMN person TO account;
ALTER TABLE stored RENAME COLUMN person TO account;
ALTER TABLE blocked RENAME COLUMN person TO account;

ALTER TABLE events RENAME TO events6;

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

INSERT INTO events (id, room, prev, at, type, sender, guest, own, event_id, target, shown, status, by, reason, unread_weight, body)
  SELECT id, room, prev, at,
    CASE WHEN key IS NULL THEN '' ELSE CASE kind
      WHEN 1 THEN 'message' WHEN 2 THEN 'open' WHEN 3 THEN 'join' WHEN 4 THEN 'leave' WHEN 5 THEN 'invite' WHEN 6 THEN 'topic'
      WHEN 7 THEN 'edit' WHEN 8 THEN 'retract' WHEN 9 THEN 'remove' WHEN 10 THEN 'react' ELSE coalesce(type, '') END END,
    sender, guest, own, key, target, kind BETWEEN 1 AND 6, fate, by, reason, counts,
    CASE
      WHEN kind = 1 AND fate < 2 AND target IS NULL THEN json_object('text', coalesce(text, ''))
      WHEN kind = 1 AND fate < 2 THEN json_object('text', coalesce(text, ''), 'reply_to', target)
      WHEN kind = 1 AND target IS NOT NULL THEN json_object('removed', json('true'), 'text', '', 'reply_to', target)
      WHEN kind = 1 THEN json_object('removed', json('true'), 'text', '')
      WHEN kind IN (2, 6) AND text IS NOT NULL THEN json_object('topic', text)
      WHEN kind = 5 THEN json_object('name', coalesce(text, ''))
      WHEN kind = 7 AND text IS NULL THEN json_object('removed', json('true'), 'text', '', 'target', target)
      WHEN kind = 7 THEN json_object('target', target, 'text', text)
      WHEN kind = 8 THEN json_object('target', target)
      WHEN kind = 9 AND text IS NOT NULL THEN json_object('target', target, 'reason', text)
      WHEN kind = 9 THEN json_object('target', target)
      WHEN kind = 10 AND off THEN json_object('target', target, 'emoji', coalesce(text, ''), 'off', json('true'))
      WHEN kind = 10 THEN json_object('target', target, 'emoji', coalesce(text, ''))
      WHEN kind = 0 AND type = 'leave' THEN '{"offer":true}'
      ELSE '{}'
    END
  FROM events6 ORDER BY id;

DROP TABLE events6;

CREATE UNIQUE INDEX events_by_id ON events (room, event_id) WHERE event_id IS NOT NULL;

CREATE INDEX events_about ON events (room, target, type) WHERE target IS NOT NULL;

CREATE INDEX events_shown ON events (room, id, unread_weight) WHERE shown;

CREATE INDEX events_flagged ON events (room, id) WHERE flags;

-- Version 5 of the journal: a room may have ended, and its name be another one's.
-- How far people have read is by the room and not by its name, so that nobody
-- has read something of the next room of that name.

CREATE TABLE rooms5 (
  id    INTEGER PRIMARY KEY,
  name  TEXT NOT NULL,
  last  INTEGER NOT NULL,          -- seq of its newest event, even when that has expired
  ended INTEGER NOT NULL DEFAULT 0 -- seq of the event that ended it; 0 if it has not
) STRICT;

INSERT INTO rooms5 (id, name, last) SELECT id, name, last FROM rooms;

CREATE TABLE reads5 (
  user TEXT NOT NULL,
  room INTEGER NOT NULL, -- rooms.id
  seq  INTEGER NOT NULL,
  PRIMARY KEY (user, room)
) STRICT, WITHOUT ROWID;

INSERT INTO reads5 (user, room, seq) SELECT x.user, r.id, x.seq FROM reads x JOIN rooms r ON r.name = x.room;

DROP TABLE reads;
DROP TABLE rooms;
ALTER TABLE reads5 RENAME TO reads;
ALTER TABLE rooms5 RENAME TO rooms;

CREATE UNIQUE INDEX open_rooms ON rooms (name) WHERE ended = 0;
CREATE INDEX reads_of_room ON reads (room);

-- Of a room that has ended nothing is left in the end, but the numbers go on.
ALTER TABLE clock ADD COLUMN newest INTEGER NOT NULL DEFAULT 0; -- the greatest seq of such a room

-- An archive of version 1 as it was released, with what waits in it. Never
-- changed: archives like it are on people's disks.
CREATE TABLE outbox (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  key     TEXT NOT NULL UNIQUE,
  journal TEXT NOT NULL, -- the server's identity
  name    TEXT NOT NULL, -- whose it is
  at      INTEGER NOT NULL, -- milliseconds since 1970
  line    BLOB NOT NULL -- as it goes out
) STRICT;
INSERT INTO outbox VALUES (1, 'k1', 'j1', 'alice', 1772366400000, CAST('{"type":"say","room":"lobby","key":"k1","text":"hi"}' || char(10) AS BLOB));
INSERT INTO outbox VALUES (3, 'k3', 'j1', 'Zoë', 1772366402500, CAST('{"type":"join","room":"tea","key":"k3"}' || char(10) AS BLOB));
INSERT INTO outbox VALUES (4, 'k4', 'j1', 'alice', 1772366402600, CAST('{"type":"leave","room":"tea","key":"k4"}' || char(10) AS BLOB));
PRAGMA application_id = 1130783090;
PRAGMA user_version = 1;

-- Version 1 of the archive.

-- What has been asked of a server, in its order, until the server has answered.
CREATE TABLE outbox (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  key     TEXT NOT NULL UNIQUE,
  journal TEXT NOT NULL, -- the server's identity
  name    TEXT NOT NULL, -- whose it is
  at      INTEGER NOT NULL, -- milliseconds since 1970
  line    BLOB NOT NULL -- as it goes out
) STRICT;

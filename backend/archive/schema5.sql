-- Version 5 of the archive: how much of a server is kept, see quota.go.

-- Bytes, as they are counted when something is stored; what was stored by older
-- programs is not among them.
CREATE TABLE stored (
  person        INTEGER PRIMARY KEY, -- people.id
  total         INTEGER NOT NULL DEFAULT 0,
  allowed       INTEGER NOT NULL DEFAULT 0, -- of that, beyond what is usual
  since         INTEGER NOT NULL DEFAULT 0, -- when the day began, milliseconds since 1970 …
  today         INTEGER NOT NULL DEFAULT 0, -- … and what was stored since
  allowed_today INTEGER NOT NULL DEFAULT 0  -- of that, beyond what is usual
) STRICT;

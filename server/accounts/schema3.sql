-- Version 3 of the accounts: whom people block.

CREATE TABLE blocks (
  account INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE, -- who blocks
  blocked INTEGER REFERENCES accounts ON DELETE CASCADE, -- an account, or …
  key     TEXT, -- … guests with this name, until an account has it
  name    TEXT NOT NULL, -- of the guests, as it was spelled; empty for an account
  CHECK ((blocked IS NULL) <> (key IS NULL)),
  UNIQUE (account, blocked),
  UNIQUE (account, key)
) STRICT;

CREATE INDEX blocks_of_account ON blocks (blocked) WHERE blocked IS NOT NULL;
CREATE INDEX blocks_of_guests ON blocks (key) WHERE key IS NOT NULL;

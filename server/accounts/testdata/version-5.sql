-- Accounts of version 5 as they were released, with something of everything in
-- them. Never changed: files like it are on people's disks.

CREATE TABLE accounts (
  id    INTEGER PRIMARY KEY AUTOINCREMENT, -- no number is ever another name's
  key   TEXT NOT NULL UNIQUE, -- what names are compared by
  name  TEXT NOT NULL, -- as it was typed at first
  role  TEXT NOT NULL CHECK (role IN ('member', 'moderator', 'administrator')),
  since INTEGER NOT NULL -- seq of the newest event when it was bound
) STRICT;

CREATE TABLE devices (
  account INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,
  device  TEXT NOT NULL, -- the fingerprint of its key
  name    TEXT NOT NULL DEFAULT '',
  added   INTEGER NOT NULL,
  seen    INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (account, device)
) STRICT, WITHOUT ROWID;

CREATE INDEX names_of_device ON devices (device);

-- What somebody may come with, once. What is spent is gone.
CREATE TABLE tokens (
  hash    BLOB PRIMARY KEY, -- SHA-256; the token is nowhere
  account INTEGER REFERENCES accounts ON DELETE CASCADE, -- that a device is to be paired with
  role    TEXT CHECK (role IN ('member', 'moderator', 'administrator')), -- that an invitation gives
  maker   INTEGER REFERENCES accounts ON DELETE CASCADE, -- of an invitation, NULL for the server
  until   INTEGER NOT NULL,
  CHECK ((account IS NULL) <> (role IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX tokens_of_account ON tokens (account);
CREATE INDEX tokens_of_maker ON tokens (maker);

-- Mutes and bans, each of a name, bound or not, or of a network.
CREATE TABLE sanctions (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  act     TEXT NOT NULL CHECK (act IN ('mute', 'ban')),
  key     TEXT, -- of the name
  name    TEXT NOT NULL, -- as it was given
  network TEXT, -- an address, or all of an IPv6 network
  address TEXT NOT NULL, -- as it was given, in its usual form
  author  TEXT NOT NULL, -- whose doing it is: a name, or "server"
  at      INTEGER NOT NULL,
  until   INTEGER NOT NULL, -- 0 is for good
  reason  TEXT NOT NULL,
  CHECK ((key IS NULL) <> (network IS NULL)),
  UNIQUE (key, act),
  UNIQUE (network, act)
) STRICT;

-- What has been done, and by whom. Nothing is ever taken out.
CREATE TABLE audit (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  at      INTEGER NOT NULL,
  author  TEXT NOT NULL,
  act     TEXT NOT NULL,
  name    TEXT NOT NULL,
  address TEXT NOT NULL,
  room    TEXT NOT NULL,
  role    TEXT NOT NULL,
  until   INTEGER NOT NULL,
  reason  TEXT NOT NULL
) STRICT;

CREATE TABLE state (
  closed INTEGER NOT NULL, -- nobody gets a name that has none
  first  INTEGER NOT NULL -- the first administrator's invitation has been made
) STRICT;

INSERT INTO state VALUES (FALSE, FALSE);

ALTER TABLE accounts ADD COLUMN skeleton TEXT NOT NULL DEFAULT ''; -- what the name looks like

CREATE INDEX accounts_by_skeleton ON accounts (skeleton);

ALTER TABLE audit ADD COLUMN event TEXT; -- the key of the removal that it is about

CREATE UNIQUE INDEX audit_of_event ON audit (event) WHERE event IS NOT NULL;

-- Up to which event the audit has every removal; NULL until the first start.
ALTER TABLE state ADD COLUMN audited INTEGER;

-- The journal has every account under its own spelling.
ALTER TABLE state ADD COLUMN respelled INTEGER NOT NULL DEFAULT FALSE;

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

CREATE INDEX accounts_by_outline ON accounts (replace(replace(replace(key, 'l', 'i'), '1', 'i'), '0', 'o'));

INSERT INTO accounts VALUES (2, 'alice', 'Alice', 'administrator', 7, 'alice');
INSERT INTO accounts VALUES (3, 'zoë', 'Zoë', 'member', 9, 'zoë');
INSERT INTO devices VALUES (2, 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', 'laptop', 1772366400000, 1772366402500);
INSERT INTO devices VALUES (3, 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE', '', 1772366403000, 0);
INSERT INTO tokens VALUES (x'0000000000000000000000000000000000000000000000000000000000000001', 2, NULL, NULL, 4928040000000);
INSERT INTO tokens VALUES (x'0000000000000000000000000000000000000000000000000000000000000002', NULL, 'member', 2, 4928040000000);
INSERT INTO sanctions VALUES (1, 'mute', 'zoë', 'Zoë', NULL, '', 'Alice', 1772366404000, 0, 'too loud');
INSERT INTO sanctions VALUES (2, 'ban', NULL, '', '192.0.2.7', '192.0.2.7', 'server', 1772366405000, 4928040000000, '');
INSERT INTO audit VALUES (1, 1772366404000, 'Alice', 'mute', 'Zoë', '', '', '', 0, 'too loud', NULL);
INSERT INTO audit VALUES (2, 1772366405000, 'server', 'ban', '', '192.0.2.7', '', '', 4928040000000, '', NULL);
INSERT INTO blocks VALUES (2, 3, NULL, '');
INSERT INTO blocks VALUES (2, NULL, 'gus', 'Gus');
UPDATE state SET first = TRUE, audited = 9, respelled = TRUE;
PRAGMA application_id = 1130783075;
PRAGMA user_version = 5;

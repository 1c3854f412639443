-- Version 2 of the accounts: names are compared by two keys, which the program
-- fills in (rekey.go), and the audit says of which event an entry is.

ALTER TABLE accounts ADD COLUMN skeleton TEXT NOT NULL DEFAULT ''; -- what the name looks like

CREATE INDEX accounts_by_skeleton ON accounts (skeleton);

ALTER TABLE audit ADD COLUMN event TEXT; -- the key of the removal that it is about

CREATE UNIQUE INDEX audit_of_event ON audit (event) WHERE event IS NOT NULL;

-- Up to which event the audit has every removal; NULL until the first start.
ALTER TABLE state ADD COLUMN audited INTEGER;

-- The journal has every account under its own spelling.
ALTER TABLE state ADD COLUMN respelled INTEGER NOT NULL DEFAULT FALSE;

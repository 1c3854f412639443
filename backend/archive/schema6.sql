-- Version 6 of the archive: whom people block.

CREATE TABLE blocked (
  person INTEGER NOT NULL, -- people.id: who blocks
  sender INTEGER NOT NULL, -- names.id
  guest  INTEGER NOT NULL, -- guests who have this name, and no account
  told   INTEGER NOT NULL, -- it is how the server spells the name, not an older spelling
  PRIMARY KEY (person, sender, guest)
) STRICT, WITHOUT ROWID;

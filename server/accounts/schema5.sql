-- Version 5 of the accounts: names are found by their outline (wire.NameOutline).

CREATE INDEX accounts_by_outline ON accounts (replace(replace(replace(key, 'l', 'i'), '1', 'i'), '0', 'o'));

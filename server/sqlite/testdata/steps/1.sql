-- Version 1 of something that is not a journal, as a program left it on disk.
CREATE TABLE lines (seq INTEGER PRIMARY KEY, text TEXT NOT NULL);
INSERT INTO lines VALUES (1, 'hi'), (2, 'bye');
PRAGMA user_version = 1;
PRAGMA application_id = 1130785388;

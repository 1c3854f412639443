-- Version 3 of the same.
CREATE TABLE "said" (seq INTEGER PRIMARY KEY, text TEXT NOT NULL, author TEXT NOT NULL DEFAULT 'nobody');
CREATE INDEX said_by ON said (author);
INSERT INTO said VALUES (1, 'hi', 'nobody'), (2, 'bye', 'nobody');
PRAGMA user_version = 3;
PRAGMA application_id = 1130785388;

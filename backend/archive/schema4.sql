-- Version 4 of the archive: the words of each message in the second folding.
-- The table words, with those of the first, goes when this one is complete.

CREATE VIRTUAL TABLE words2 USING fts5 (
  text, content = '', columnsize = 0, tokenize = 'ascii', prefix = '3 4 5'
);

INSERT INTO words2 (words2, rank) VALUES ('secure-delete', 1);

-- Which folding is searched, and while that is not the last one up to which
-- event the last one's index has been built.
CREATE TABLE indexing (
  folding INTEGER NOT NULL,
  done    INTEGER NOT NULL -- events.id
) STRICT;

INSERT INTO indexing VALUES (1, 0);

-- Version 3 of the journal: until when the clock was found to be right.

CREATE TABLE clock (
  trusted INTEGER NOT NULL -- milliseconds since 1970; 0 if nobody has looked
) STRICT;

INSERT INTO clock VALUES (0);

-- Version 6 of the journal: of a message, which most events are, one comparison
-- says that it is not one of these.

DROP INDEX changes;

CREATE INDEX changes ON events (seq) WHERE type <> 'message' AND type IN ('open', 'join', 'leave', 'topic', 'invite');

-- Version 7 of the archive: the protocol calls a request's identity id, and called
-- it key; and the message that a reply answers reply_to, and called it re. What
-- waits is stored as it is sent.

UPDATE outbox SET line = CAST(json_set(json_remove(CAST(line AS TEXT), '$.key'), '$.id', CAST(line AS TEXT) ->> '$.key') || char(10) AS BLOB)
  WHERE typeof(CAST(line AS TEXT) ->> '$.key') = 'text';

UPDATE outbox SET line = CAST(json_set(json_remove(CAST(line AS TEXT), '$.re'), '$.reply_to', CAST(line AS TEXT) ->> '$.re') || char(10) AS BLOB)
  WHERE typeof(CAST(line AS TEXT) ->> '$.re') = 'text';

-- Version 7 of the journal: the protocol calls the message that a reply answers
-- reply_to, and called it re. A body is stored as it is sent.

UPDATE events SET body = CAST(json_set(json_remove(CAST(body AS TEXT), '$.re'), '$.reply_to', CAST(body AS TEXT) ->> '$.re') AS BLOB)
  WHERE type = 'message' AND instr(body, '"re":') > 0 AND typeof(CAST(body AS TEXT) ->> '$.re') = 'text';

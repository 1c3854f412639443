-- Version 4 of the accounts: the audit log uses today's names of the acts.
-- A pardon ended both a mute and a ban; it becomes the one that was imposed last.

UPDATE audit SET act = 'unregister' WHERE act = 'release';

UPDATE audit SET act = CASE WHEN (SELECT e.act FROM audit e
  WHERE e.id < audit.id AND e.name = audit.name AND e.address = audit.address AND e.act IN ('mute', 'ban')
  ORDER BY e.id DESC LIMIT 1) = 'mute' THEN 'unmute' ELSE 'unban' END
WHERE act = 'pardon';

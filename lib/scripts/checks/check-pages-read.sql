-- A base backup to nowhere, over the replication protocol: the server reads every page of every file, and warns of each that does not fit its
-- checksum. Not by pg_basebackup, which waits for the archive to take the log of the backup: nobody needs this log, and an archive that
-- fails is no reason to judge nothing. psql does not know this protocol and counts also a good end as an error, one without a message.
BASE_BACKUP (LABEL 'pgfleet check', CHECKPOINT 'fast', WAIT false, MANIFEST 'no', TARGET 'blackhole');

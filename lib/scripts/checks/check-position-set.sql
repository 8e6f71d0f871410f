-- Where this run stopped, for the next one; nothing where it came to its end. Does nothing where there is no such table.
\getenv check PGFLEET_POSITION_CHECK
\getenv database PGFLEET_POSITION_DATABASE
\getenv relation PGFLEET_POSITION_RELATION
-- That of a superuser only, as in check-record.sql.
SELECT count(*) = 1 AS kept FROM pg_class JOIN pg_roles ON pg_roles.oid = relowner
WHERE rolsuper AND pg_class.oid = to_regclass('pgfleet.check_position') \gset
\if :kept
BEGIN;
DELETE FROM pgfleet.check_position WHERE level = :'level';
INSERT INTO pgfleet.check_position (level, check_name, database, relation)
SELECT :'level', :'check', :'database', :'relation'::oid WHERE :'check' <> '';
COMMIT;
\endif

-- Where the last run of this level stopped. Nothing where there is no such table.
-- That of a superuser only, as in check-record.sql.
SELECT count(*) = 1 AS kept FROM pg_class JOIN pg_roles ON pg_roles.oid = relowner
WHERE rolsuper AND pg_class.oid = to_regclass('pgfleet.check_position') \gset
\if :kept
SELECT json_build_object('check', check_name, 'database', database, 'relation', relation::bigint)
FROM pgfleet.check_position WHERE level = :'level' LIMIT 1;
\endif

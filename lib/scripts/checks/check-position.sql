-- Where the last run of this level stopped. Nothing where there is no such table.
SELECT to_regclass('pgfleet.check_position') IS NOT NULL AS kept \gset
\if :kept
SELECT json_build_object('check', check_name, 'database', database, 'relation', relation::bigint)
FROM pgfleet.check_position WHERE level = :'level' LIMIT 1;
\endif

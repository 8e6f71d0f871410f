-- The head of a session that judges relations. Parameters for blocks of PL/pgSQL, which see no variables of psql.
SELECT set_config('pgfleet.level', :'level', false), set_config('pgfleet.round', :'round', false) \g /dev/null
-- What is counted in two ways within one statement is counted at one moment.
SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ;

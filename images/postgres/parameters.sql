-- Every setting that the running server knows, as the JSON of lib/defaults/parameters/<major>.json: one line each, sorted.
-- pg_settings has what `postgres --describe-config` has, and the units and words beside. What is read-only has no default and
-- no limits here: they differ between minor releases. Names with a dot are those of loaded modules.
SELECT format(E'{\n%s\n}', string_agg(format('  %s: %s', to_json(name), json_strip_nulls(json_build_object(
  'context', context,
  'vartype', vartype,
  'unit', unit,
  'min', CASE WHEN context <> 'internal' THEN min_val END,
  'max', CASE WHEN context <> 'internal' THEN max_val END,
  'enum', enumvals,
  'default', CASE WHEN context <> 'internal' THEN boot_val END,
  'module', CASE WHEN name LIKE '%.%' THEN split_part(name, '.', 1) END))), E',\n' ORDER BY name COLLATE "C"))
FROM pg_settings

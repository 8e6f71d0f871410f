-- Every setting with its value, as one JSON object, for settings-changed.sql.
SELECT json_object_agg(name, current_setting(name, true) ORDER BY name)
FROM pg_settings
WHERE context <> 'internal'

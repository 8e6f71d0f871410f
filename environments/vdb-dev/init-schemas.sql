-- Beside the copied data: where developers try things out.
CREATE SCHEMA IF NOT EXISTS dev_features;
CREATE SCHEMA IF NOT EXISTS dev_testing;

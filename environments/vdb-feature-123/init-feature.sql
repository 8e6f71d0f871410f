CREATE SCHEMA IF NOT EXISTS feat_123_experimental;

CREATE TABLE IF NOT EXISTS feat_123_experimental.experimental_data (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  feature_data jsonb,
  created_at timestamptz NOT NULL DEFAULT now()
);

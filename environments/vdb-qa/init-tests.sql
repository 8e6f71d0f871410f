-- Results of test runs, in a schema of their own: a refresh takes them away with everything else.
CREATE SCHEMA IF NOT EXISTS qa_testing;

CREATE TABLE IF NOT EXISTS qa_testing.test_results (
  test_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  test_suite text NOT NULL,
  test_name text NOT NULL,
  passed boolean NOT NULL,
  error_message text,
  executed_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX IF NOT EXISTS test_results_executed_at ON qa_testing.test_results (executed_at DESC);

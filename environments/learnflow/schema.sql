-- The six tables of LearnFlow (seed 004), corrected: exercises before submissions, which refers to it; safe to run
-- twice; instants with their time zone; an index on every foreign key that no other index serves.

CREATE TABLE IF NOT EXISTS users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    username text NOT NULL UNIQUE,
    email text NOT NULL UNIQUE,
    role text NOT NULL DEFAULT 'student',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS exercises (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    title text NOT NULL,
    description text,
    difficulty text,
    test_cases jsonb,
    solution text,
    topic text
);

CREATE TABLE IF NOT EXISTS progress (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    topic text NOT NULL,
    mastery_score integer NOT NULL DEFAULT 0,
    last_practiced timestamptz,
    streak_days integer NOT NULL DEFAULT 0,
    UNIQUE (user_id, topic)
);

CREATE TABLE IF NOT EXISTS submissions (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    exercise_id bigint NOT NULL REFERENCES exercises (id) ON DELETE CASCADE,
    code text NOT NULL,
    feedback text,
    score integer,
    submitted_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS submissions_user_id ON submissions (user_id);
CREATE INDEX IF NOT EXISTS submissions_exercise_id ON submissions (exercise_id);

CREATE TABLE IF NOT EXISTS struggle_alerts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    topic text NOT NULL,
    error_pattern text,
    first_detected timestamptz NOT NULL DEFAULT now(),
    resolved_at timestamptz,
    notified boolean NOT NULL DEFAULT false
);
CREATE INDEX IF NOT EXISTS struggle_alerts_user_id ON struggle_alerts (user_id);

CREATE TABLE IF NOT EXISTS curriculum (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    module_name text NOT NULL,
    topic_name text NOT NULL,
    order_index integer NOT NULL,
    dependencies jsonb NOT NULL DEFAULT '[]',
    estimated_minutes integer
);

-- Runs once, as the owner, when the data is created. Extensions stand in values.yaml; tables belong to Prisma.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
ALTER DATABASE feaf SET timezone TO 'UTC';

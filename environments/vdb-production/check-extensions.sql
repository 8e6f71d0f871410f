-- What checks of level standard and more look with: docs/checks.md.
CREATE SCHEMA IF NOT EXISTS pgfleet;
CREATE EXTENSION IF NOT EXISTS amcheck SCHEMA pgfleet;
CREATE EXTENSION IF NOT EXISTS pg_visibility SCHEMA pgfleet;

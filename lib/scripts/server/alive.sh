#!/usr/bin/env bash
# Startup and liveness probe: alive is a server that accepts connections (0) or says that it does not yet, or no more (1).
# Crash recovery can take long and rejects connections; killing it would only make it begin again.
# Readiness is pg_isready itself: only 0.
set -euo pipefail

code=0
pg_isready --quiet --timeout=4 || code=$?
((code <= 1))

#!/usr/bin/env bash
# The environments bring their own start and their own initialisation: whoever runs this has lost its `command`.
set -euo pipefail
echo "docker-entrypoint.sh was run: the container has no command of its own" >&2
exit 97

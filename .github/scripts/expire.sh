#!/usr/bin/env bash
# expire.sh BODY: one commit in the project of the working directory that deletes every environment whose end (expiresOn) is over and whose
# deletionPolicy is Delete. BODY becomes the text of a pull request: what will be lost, in the words of pgfleet delete. Where nothing is
# over, there is no commit and no file.
set -euo pipefail
body=$1
program=(node "$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/bin/pgfleet.js")

expired=$("${program[@]}" list --expired -o json)
mapfile -t gone < <(jq -r '.environments[] | select(.deletion == "Delete").environment' <<<"$expired")
mapfile -t kept < <(jq -r '.environments[] | select(.deletion != "Delete").environment' <<<"$expired")
[ ${#kept[@]} -eq 0 ] ||
  echo "over, and kept, since their deletionPolicy is Retain (pgfleet delete says how they go): ${kept[*]}" >&2
if [ ${#gone[@]} -eq 0 ]; then
  echo "no environment that may go is over" >&2
  exit 0
fi

{
  echo "The end of these environments is over. A merge deletes them; who needs one longer sets another \`expiresOn\` on the main branch."
  echo "This branch is made anew when the main branch moves, or the end of one more is over."
  for id in "${gone[@]}"; do
    jq -r --arg id "$id" '.environments[] | select(.environment == $id) | "\n### \($id)\n\nUntil \(.expires), owner \(.owner).\n"' <<<"$expired"
    echo '```'
    "${program[@]}" delete "$id" --dry-run 2>&1
    echo '```'
  done
} >"$body"
for id in "${gone[@]}"; do "${program[@]}" delete "$id" --yes "$id" >&2; done
"${program[@]}" synth >&2
git add --all -- environments dist
[ ! -e .github ] || git add --all -- .github
# With the time of the commit that it stands on, the same deletions are the same commit: pushing it again changes nothing, and reviews stay.
date=$(git show --no-patch --format=%cI HEAD)
GIT_AUTHOR_DATE=$date GIT_COMMITTER_DATE=$date git -c user.name=pgfleet -c user.email=pgfleet@users.noreply.github.com \
  commit --quiet --message "environments: the end of ${gone[*]} is over"

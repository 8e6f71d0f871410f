#!/usr/bin/env bash
# Every page of every file: a base backup to nowhere, which reads all from the disk and verifies checksums on the server. Sourced by check.sh.

: "${directory:?}" "${work:?}" "${first_database:?}" "${server_version=}"

run_pages() {
  local start=$SECONDS code=0 reason note=''
  reason=$(jq -r 'if .number < 150000 then "a base backup to nowhere needs PostgreSQL 15"
    elif .wal_level == "minimal" then "wal_level is minimal, and a base backup needs more"
    elif .max_wal_senders == 0 then "max_wal_senders is 0, and a base backup needs one"
    else "" end' "$work/server")
  if [[ -z $reason ]]; then
    PGUSER=${PGFLEET_COPY_USER:-$PGUSER} as_check "$first_database" --dbname='replication=true' --set ON_ERROR_STOP=0 --file "$directory/scripts/check-pages-read.sql" \
      >"$work/pages" 2>"$work/errors" || code=$?
    case $code in
    124 | 137 | 143)
      state "$1" '' unfinished 0 "$((SECONDS - start))" "$(why_over)"
      return
      ;;
    esac
    sed -i 's/^psql:[^ ]*: //' "$work/errors"
    # What is worse than a warning, by its SQLSTATE.
    ! grep -aoE '^[^: ]+:  [0-9A-Z]{5}: ' "$work/errors" | grep -qvE ':  0[01]' || code=1
  fi
  damaged_pages "$1"
  # It ends with an error where it found any damage, and where it could not do it.
  if [[ -n $reason ]] || { ((code != 0)) && [[ ! -s $work/damaged ]]; }; then
    not_read "$1" "${reason:-$(head -c 2000 "$work/errors" | tr -s '\n' ' ')}" "$start"
    return
  fi
  [[ $(jq .checksums "$work/server") == true ]] || note='the pages were read, but without checksums nothing tells a wrong one'
  state "$1" '' 'done' 1 "$((SECONDS - start))" "$note"
}

# not_read CHECK REASON START: a setting forbids it, or it failed.
not_read() {
  local code=pages-not-possible
  [[ ! -s $work/errors ]] || code=pages-failed
  finding "$code" "$1" '' '' "$2"
  state "$1" '' not-possible 0 "$((SECONDS - $3))" "$2"
}

# Lines like `WARNING:  checksum verification failed in file "./base/5/16385.1", block 3: calculated ...`; after five of one file it says no
# more of it. Blocks count from the begin of that file. Where the server speaks another language the file is told without its blocks.
damaged_pages() {
  local path blocks
  grep -av 'could not' "$work/errors" | grep -aoE '\./(base|global|pg_tblspc)/[A-Za-z0-9_./]+' | sed 's/^\.\///; s/\.$//' | sort -u >"$work/damaged"
  while read -r path; do
    blocks=$(sed -nE 's/.*"\.\/([^"]+)", block ([0-9]+): .*/\1 \2/p' "$work/errors" | awk -v path="$path" '$1 == path { print $2 }' | sort -nu | paste -sd ' ')
    damaged_file "$1" "$path" "$blocks"
  done <"$work/damaged"
}

# damaged_file CHECK PATH BLOCKS
damaged_file() {
  local space=0 oid='' name='' node segment answer='' database='' part='' blocks=${3:+block ${3// /, }} line
  case $2 in
  base/*/*) oid=${2#base/} oid=${oid%%/*} ;;
  pg_tblspc/*/*/*/*) space=${2#pg_tblspc/} space=${space%%/*} oid=${2%/*} oid=${oid##*/} ;;
  global/*) space=1664 ;;
  esac
  node=${2##*/}
  segment=0
  [[ $node != *.* ]] || segment=${node##*.}
  node=${node%%.*} node=${node%%_*}
  if [[ $oid =~ ^[0-9]+$ ]]; then
    # shellcheck disable=SC2016 # variables of jq
    line=$(jq -c --argjson oid "$oid" 'select(.oid == $oid) | .name' "$work/databases")
    [[ -z $line ]] || { name=$(text_of "$line") && database=${name%/}; }
  fi
  if [[ $node =~ ^[0-9]+$ && $space =~ ^[0-9]+$ ]] && [[ -n $database || $space == 1664 ]]; then
    answer=$(as_check "${database:-$first_database}" --set space="$space" --set node="$node" --file "$directory/scripts/check-pages.sql" 2>/dev/null) || answer=''
  fi
  ((segment == 0)) || part=" of segment $segment"
  finding page-damaged "$1" "$database" "${answer:-$2}" "${blocks:-a page}$part of the file $2 does not fit its checksum"
}

#!/usr/bin/env bash
# The keys of a repository of backups: judged, and given to pgBackRest as a file. Sourced by init.sh, agent.sh and the scripts of Jobs.
#
# A Secret that is missing keeps no Pod from starting (its volume is optional), so that a script can name it here. Keys never travel as
# environment variables: those change only with a restart. Directories are parameters; by default those of the environment's own
# repository: $directory/backup (needs), $directory/repository (the files), $PGBACKREST_CONFIG_INCLUDE_PATH (what pgBackRest reads).

# repository_needs [NEEDS [FILES]]: one line for every file that is needed and cannot serve. 1 where there is any.
# NEEDS has lines of FILE<TAB>ORIGIN, like: s3-key<TAB>key AWS_ACCESS_KEY_ID of the Secret s3-keys
repository_needs() {
  local needs=${1:-$directory/backup/needs} files=${2:-$directory/repository} file origin problems=0
  [[ -e $needs ]] || return 0
  while IFS=$'\t' read -r file origin || [[ -n $file ]]; do
    [[ -n $file ]] || continue
    if [[ ! -e $files/$file ]]; then
      printf 'the file %s is missing: it comes from %s, which does not exist or lacks that key\n' "$file" "$origin"
    elif [[ -z $(read_key "$files/$file") ]]; then
      printf 'the file %s is empty: it comes from %s\n' "$file" "$origin"
    elif [[ $file == ca.crt ]]; then
      is_certificate "$files/$file" && continue
      printf 'the file %s holds no certificate in PEM form (-----BEGIN CERTIFICATE-----): it comes from %s\n' "$file" "$origin"
    elif [[ $(read_key "$files/$file") == *[$'\n\r']* ]]; then
      printf 'the file %s holds more than one line: it comes from %s\n' "$file" "$origin"
    else
      continue
    fi
    problems=1
  done <"$needs"
  return "$problems"
}

# write_repository_keys [FILES [TO]]: TO/keys.conf, whole or not at all, and only where it differs.
write_repository_keys() {
  local files=${1:-$directory/repository} to=${2:-${PGBACKREST_CONFIG_INCLUDE_PATH:-/run/pgbackrest}} file value text=$'[global]\n'
  for file in s3-key s3-key-secret cipher-pass; do
    [[ -e $files/$file ]] || continue
    value=$(read_key "$files/$file")
    [[ -n $value && $value != *[$'\n\r']* ]] || continue
    text+="repo1-$file=$value"$'\n'
  done
  if [[ $text != "$(cat -- "$to/keys.conf" 2>/dev/null)"$'\n' ]]; then
    # pgBackRest reads every file of this directory whose name ends in .conf; this one does not yet.
    (umask 0077 && printf '%s' "$text" >"$to/keys.new") && mv -- "$to/keys.new" "$to/keys.conf"
  fi
}

# Without line ends at the end of the file, which editors and `kubectl create secret --from-file` leave there.
read_key() { tr -d '\0' 2>/dev/null <"$1"; }

# By its content, with what every shell has: the image that runs dumps may have no openssl.
is_certificate() {
  grep -q -e '-----BEGIN CERTIFICATE-----' -- "$1" && grep -q -e '-----END CERTIFICATE-----' -- "$1" || return
  ! command -v openssl >/dev/null || openssl x509 -noout -in "$1" 2>/dev/null
}

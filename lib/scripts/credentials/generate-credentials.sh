#!/bin/sh
# Makes the Secret of the application once: generates a password and creates the Secret through the API server. Needs sh and curl, and the
# right to create Secrets.
#
# Parameters: the Secret as JSON in /pgfleet/credentials-template/secret.json, with __PASSWORD__ wherever the password goes; those of
# create-secret.sh. The password is of letters and digits only: it reads the same in JSON, in a URI and in a JDBC URL, and needs no
# escaping there. It never stands on a command line, where every process of the container could read it: `printf` is a part of the shell.
set -eu
umask 0077
LC_ALL=C
export LC_ALL

template=${PGFLEET_DIRECTORY:-/pgfleet}/credentials-template/secret.json
placeholder=__PASSWORD__
export what=credentials
# shellcheck source=/dev/null
. "${PGFLEET_DIRECTORY:-/pgfleet}/scripts/create-secret.sh"
prepare_request

# 62 characters of equal probability: bytes outside the alphabet are thrown away, not folded into it. 190 bits.
password=$(tr -dc 'A-Za-z0-9' </dev/urandom | head -c 32)
[ "${#password}" -eq 32 ] || refuse "reading /dev/urandom failed"

rest=$(cat "$template")
case $rest in
*"$placeholder"*) ;;
*) refuse "$template has no $placeholder: the Secret would hold no password" ;;
esac
: >"${work:?}/secret.json"
while :; do
  case $rest in
  *"$placeholder"*)
    printf '%s%s' "${rest%%"$placeholder"*}" "$password" >>"$work/secret.json"
    rest=${rest#*"$placeholder"}
    ;;
  *)
    printf '%s' "$rest" >>"$work/secret.json"
    break
    ;;
  esac
done

create_secret "$work/secret.json" "$password"

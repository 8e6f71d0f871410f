#!/bin/sh
# Makes the certificates of an environment once: an authority, a certificate of the server, one of the client of backups; and creates the
# Secret that holds them. The key of the authority is thrown away, so nobody can issue another one. Needs sh, curl and openssl.
#
# One Secret for all of it, so that a retry never mixes two authorities. Parameters: those of create-secret.sh, and in
# /pgfleet/credentials-template: tls-secret.json (the Secret without its data), server-names (one per line), client-name.
set -eu
umask 0077
LC_ALL=C
export LC_ALL

template=${PGFLEET_DIRECTORY:-/pgfleet}/credentials-template
# Their end is announced 60 days ahead by the verification of backups. docs/tls.md says how they are made anew.
days=3650
export what=certificates
# shellcheck source=/dev/null
. "${PGFLEET_DIRECTORY:-/pgfleet}/scripts/create-secret.sh"

main() {
  command -v openssl >/dev/null || refuse "there is no openssl in this image: set images.tools to one that has sh, curl and openssl"
  prepare_request
  client=$(cat "$template/client-name")
  names=$(cat "$template/server-names")
  judge "$client"
  printf '%s\n' "$names" | while IFS= read -r name; do judge "$name"; done
  [ "${#client}" -le 64 ] || refuse "the name of the client, \"$client\", is longer than 64 bytes"
  # A common name has at most 64 bytes (RFC 5280, ub-common-name); clients look at the alternative names.
  server=$(printf '%s\n' "$names" | head -n 1)
  [ "${#server}" -le 64 ] || server=postgresql

  cd "${work:?}"
  authority
  issue tls "$server" serverAuth "$(printf '%s\n' "$names" | sed 's/^/DNS:/' | paste -sd, -)"
  issue client "$client" clientAuth ''
  rm -f ca.key
  prove sslserver tls.crt
  prove sslclient client.crt

  join >secret.json
  create_secret secret.json "$(base64 tls.key | head -n 1)" "$(base64 client.key | head -n 1)"
}

# Only what cannot mean anything else in a configuration of openssl.
judge() {
  case $1 in
  '' | *[!-.A-Za-z0-9*]* | [-.]* | *[-.]) refuse "\"$1\" is no DNS name" ;;
  esac
}

prove() {
  openssl verify -x509_strict -CAfile ca.crt -purpose "$1" "$2" >/dev/null || refuse "the certificate $2 that was made is not valid, see above"
}

authority() {
  new_key ca
  {
    printf '[req]\nprompt = no\ndistinguished_name = name\nx509_extensions = own\n'
    printf '[name]\nO = pgfleet authority\nCN = %s\n' "$client"
    printf '[own]\nbasicConstraints = critical, CA:TRUE, pathlen:0\nkeyUsage = critical, keyCertSign, cRLSign\nsubjectKeyIdentifier = hash\n'
  } >ca.cnf
  openssl req -new -x509 -sha256 -days "$days" -config ca.cnf -key ca.key -out ca.crt || refuse "openssl failed, see above"
}

# issue FILE COMMON-NAME USAGE ALTERNATIVE-NAMES
issue() {
  new_key "$1"
  {
    printf '[req]\nprompt = no\ndistinguished_name = name\n[name]\nCN = %s\n' "$2"
    printf '[own]\nbasicConstraints = critical, CA:FALSE\nkeyUsage = critical, digitalSignature\nextendedKeyUsage = %s\n' "$3"
    printf 'subjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid\n'
    [ -z "$4" ] || printf 'subjectAltName = %s\n' "$4"
  } >"$1.cnf"
  openssl req -new -sha256 -config "$1.cnf" -key "$1.key" -out "$1.csr" || refuse "openssl failed, see above"
  openssl x509 -req -sha256 -days "$days" -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial \
    -extfile "$1.cnf" -extensions own -out "$1.crt" 2>errors || refuse "openssl failed: $(cat errors)"
}

new_key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key" || refuse "openssl made no key, see above"; }

# The Secret with its data, as the last field. Base64 needs no escaping in JSON.
join() {
  secret=$(cat "$template/tls-secret.json")
  printf '%s,"data":{' "${secret%\}*}"
  separator=
  for file in ca.crt tls.crt tls.key client.crt client.key; do
    printf '%s"%s":"%s"' "$separator" "$file" "$(base64 "$file" | tr -d '\n')"
    separator=,
  done
  printf '}}'
}

main

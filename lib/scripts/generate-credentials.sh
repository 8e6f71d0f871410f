#!/bin/sh
# Makes the Secret of the application once: generates a password and creates the Secret through the API server. Where the Secret exists
# already, nothing is read and nothing changes. Needs sh and curl, and the right to create Secrets.
#
# Parameters: the Secret as JSON in /pgfleet/credentials-template/secret.json, with __PASSWORD__ wherever the password goes;
# PGFLEET_NAMESPACE (or the namespace of the service account); KUBERNETES_SERVICE_HOST and _PORT from Kubernetes.
# The password is of letters and digits only: it reads the same in JSON, in a URI and in a JDBC URL, and needs no escaping there.
# It never stands on a command line, where every process of the container could read it: `printf` is a part of the shell.
set -eu
umask 0077
LC_ALL=C
export LC_ALL

template=${PGFLEET_DIRECTORY:-/pgfleet}/credentials-template/secret.json
account=${PGFLEET_SERVICE_ACCOUNT:-/var/run/secrets/kubernetes.io/serviceaccount}
namespace=${PGFLEET_NAMESPACE:-$(cat "$account/namespace")}
placeholder=__PASSWORD__

say() { printf 'pgfleet credentials: %s\n' "$*" >&2; }
refuse() {
  say "$@"
  exit 1
}

work=$(mktemp -d "${TMPDIR:-/tmp}/pgfleet-credentials.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 143' TERM
trap 'exit 130' INT

# 62 characters of equal probability: bytes outside the alphabet are thrown away, not folded into it. 190 bits.
password=$(tr -dc 'A-Za-z0-9' </dev/urandom | head -c 32)
[ "${#password}" -eq 32 ] || refuse "reading /dev/urandom failed"

rest=$(cat "$template")
case $rest in
*"$placeholder"*) ;;
*) refuse "$template has no $placeholder: the Secret would hold no password" ;;
esac
: >"$work/secret.json"
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
printf 'Authorization: Bearer %s\n' "$(cat "$account/token")" >"$work/authorization"

host=${KUBERNETES_SERVICE_HOST:?is not set: this runs in a Pod only}
case $host in
*:*) host="[$host]" ;;
esac
url=https://$host:${KUBERNETES_SERVICE_PORT:-443}/api/v1/namespaces/$namespace/secrets

# A retry is safe: where the first attempt did create the Secret and only its answer was lost, the second one meets 409.
status=$(curl --disable --silent --show-error --noproxy '*' --cacert "$account/ca.crt" \
  --header "@$work/authorization" --header 'Content-Type: application/json' --data-binary "@$work/secret.json" \
  --connect-timeout 5 --max-time 20 \
  --retry "${PGFLEET_RETRIES:-12}" --retry-delay "${PGFLEET_RETRY_SECONDS:-5}" --retry-connrefused \
  --output "$work/answer" --write-out '%{http_code}' "$url") ||
  refuse "cannot reach the API server at $url, see above. Is its address, as seen after address translation, in network.apiServer" \
    "(cidrs and ports)? A NetworkPolicy of pgfleet lets this Job go nowhere else."

case $status in
201) say "the Secret was created" ;;
409) say "the Secret exists already; it was neither read nor changed" ;;
*)
  answer=$(head -c 2000 "$work/answer")
  case $answer in
  *"$password"*) answer='(not shown: it holds the password)' ;;
  esac
  case $status in
  401 | 403) say "the service account of this Job may not create Secrets in namespace $namespace: are its Role and RoleBinding there?" ;;
  404) say "there is no namespace $namespace" ;;
  esac
  refuse "the API server answered $status and no Secret was created: $answer"
  ;;
esac

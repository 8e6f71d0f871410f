#!/bin/sh
# Creating a Secret through the API server, once. Sourced by generate-credentials.sh and generate-certificates.sh. Needs sh and curl.
#
# prepare_request                 first: $work, a directory that goes when the script ends; say and refuse with the name of $what
# create_secret FILE [SECRET...]  POSTs the JSON in FILE. Where the Secret exists already, nothing is read and nothing changes. An answer
#                                 that repeats one of the SECRETs is not shown
# Parameters: PGFLEET_NAMESPACE (or the namespace of the service account), KUBERNETES_SERVICE_HOST and _PORT from Kubernetes.

account=${PGFLEET_SERVICE_ACCOUNT:-/var/run/secrets/kubernetes.io/serviceaccount}

say() { printf 'pgfleet %s: %s\n' "${what:?}" "$*" >&2; }
refuse() {
  say "$@"
  exit 1
}

prepare_request() {
  work=$(mktemp -d "${TMPDIR:-/tmp}/pgfleet-secret.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  trap 'exit 143' TERM
  trap 'exit 130' INT
}

create_secret() {
  body=$1
  shift
  namespace=${PGFLEET_NAMESPACE:-$(cat "$account/namespace")}
  host=${KUBERNETES_SERVICE_HOST:?is not set: this runs in a Pod only}
  case $host in
  *:*) host="[$host]" ;;
  esac
  url=https://$host:${KUBERNETES_SERVICE_PORT:-443}/api/v1/namespaces/$namespace/secrets
  printf 'Authorization: Bearer %s\n' "$(cat "$account/token")" >"$work/authorization"

  # A retry is safe: where the first attempt did create the Secret and only its answer was lost, the second one meets 409.
  status=$(curl --disable --silent --show-error --noproxy '*' --cacert "$account/ca.crt" \
    --header "@$work/authorization" --header 'Content-Type: application/json' --data-binary "@$body" \
    --connect-timeout 5 --max-time 20 \
    --retry "${PGFLEET_RETRIES:-12}" --retry-delay "${PGFLEET_RETRY_SECONDS:-5}" --retry-connrefused \
    --output "$work/answer" --write-out '%{http_code}' "$url") ||
    refuse "cannot reach the API server at $url, see above. Is its address, as seen after address translation, in network.apiServer" \
      "(cidrs and ports)? A NetworkPolicy of pgfleet lets this Job go nowhere else."

  case $status in
  201) say "the Secret was created" ;;
  409) say "the Secret exists already; it was neither read nor changed" ;;
  *)
    case $status in
    401 | 403) say "the service account of this Job may not create Secrets in namespace $namespace: are its Role and RoleBinding there?" ;;
    404) say "there is no namespace $namespace" ;;
    esac
    refuse "the API server answered $status and no Secret was created: $(readable_answer "$@")"
    ;;
  esac
}

readable_answer() {
  answer=$(head -c 2000 "$work/answer")
  for secret in "$@"; do
    case $answer in
    *"$secret"*) answer='(not shown: it holds a secret)' ;;
    esac
  done
  printf '%s' "$answer"
}

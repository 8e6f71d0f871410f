#!/usr/bin/env bash
# Posts findings as Events of core/v1, where `kubectl describe statefulset` shows them. Sourced by report.sh. Needs curl.
#
# post_events   about the StatefulSet PGFLEET_WORKLOAD, or about this Pod where that cannot be read.
# Parameters: PGFLEET_NAMESPACE, PGFLEET_WORKLOAD, PGFLEET_POD, PGFLEET_POD_UID; PGFLEET_RETRIES (6) and PGFLEET_RETRY_SECONDS (5): of one
# request; PGFLEET_EVENT_SECONDS (120): for all of them; KUBERNETES_SERVICE_HOST and _PORT from Kubernetes.

: "${directory:?}" "${work=}" "${previous=}"
account=${PGFLEET_SERVICE_ACCOUNT:-/var/run/secrets/kubernetes.io/serviceaccount}
server=
status=
object=

post_events() {
  local end=$((SECONDS + ${PGFLEET_EVENT_SECONDS:-120})) namespace=${PGFLEET_NAMESPACE:-} event posted=0 wanted
  find_events '{}' "$namespace" || return 0
  wanted=$(wc -l <"$work/events")
  ((wanted > 0)) || return 0
  prepare_requests || return 0
  find_object "$namespace" || return 0
  find_events "$object" "$namespace" || return 0
  while IFS= read -r event; do
    ((SECONDS < end)) || { say "the time for Events is over" && break; }
    printf '%s' "$event" >"$work/event"
    ask_server "api/v1/namespaces/$namespace/events" --header 'Content-Type: application/json' --data-binary "@$work/event" || break
    case $status in
    # 409: it arrived, and its answer was lost.
    201 | 409) posted=$((posted + 1)) ;;
    401 | 403 | 404)
      say "the API server answered $status: may the service account of this Job create Events in namespace $namespace? $(answer)"
      break
      ;;
    *) say "the API server answered $status to an Event: $(answer)" ;;
    esac
  done <"$work/events"
  ((posted == wanted)) || say "$posted of $wanted Events were posted"
}

# find_events OBJECT NAMESPACE: one line each, in $work/events.
find_events() {
  # shellcheck disable=SC2016 # variables of jq
  render 'events($object + {namespace: $namespace}; $pod; $uid; $now; $previous)' -c --argjson object "$1" --arg namespace "$2" \
    --arg pod "${PGFLEET_POD:-}" --arg uid "${PGFLEET_POD_UID:-}" --arg now "$(date -u +%FT%TZ)" --arg previous "$previous" >"$work/events" ||
    { say "no Event can be made, see above" && return 1; }
}

prepare_requests() {
  local host=${KUBERNETES_SERVICE_HOST:-}
  [[ -n $host && -r $account/token ]] || { say "no Events: there is no API server or no token here" && return 1; }
  [[ $host != *:* ]] || host="[$host]"
  server=https://$host:${KUBERNETES_SERVICE_PORT:-443}
  printf 'Authorization: Bearer %s\n' "$(<"$account/token")" >"$work/authorization"
}

# ask_server PATH CURL-OPTIONS...: sets $status; the answer is in $work/answer. In the background, so that a stop of the Pod does not wait.
ask_server() {
  local path=$1
  shift
  : >"$work/answer"
  curl --disable --silent --show-error --noproxy '*' --cacert "$account/ca.crt" --header "@$work/authorization" --connect-timeout 5 --max-time 20 \
    --retry "${PGFLEET_RETRIES:-6}" --retry-delay "${PGFLEET_RETRY_SECONDS:-5}" --retry-max-time 60 --retry-connrefused \
    --output "$work/answer" --write-out '%{http_code}' "$@" "$server/$path" >"$work/status" &
  if ! wait "$!"; then
    say "no Events: cannot reach the API server at $server, see above. Is its address, as seen after address translation, in network.apiServer?"
    return 1
  fi
  status=$(<"$work/status")
}

answer() { jq -Rrs 'include "report"; .[:2000] | (fromjson? | .message? // empty) // . | sentence(300)' -L "$directory/scripts" "$work/answer" 2>/dev/null; }

# `kubectl describe` looks for Events by the uid of their object.
find_object() {
  local workload=${PGFLEET_WORKLOAD:-}
  object=$(this_pod)
  [[ -n $workload ]] || return 0
  ask_server "apis/apps/v1/namespaces/$1/statefulsets/$workload" || return 1
  if [[ $status == 200 ]]; then
    # shellcheck disable=SC2016 # variables of jq
    object=$(jq -ce --arg name "$workload" '{apiVersion: "apps/v1", kind: "StatefulSet", $name, uid: (.metadata.uid | strings)}' "$work/answer") && return
  fi
  say "Events are about this Pod: the API server answered $status for StatefulSet $workload"
  object=$(this_pod)
}

# shellcheck disable=SC2016 # variables of jq
this_pod() { jq -cn --arg name "${PGFLEET_POD:-}" --arg uid "${PGFLEET_POD_UID:-}" '{apiVersion: "v1", kind: "Pod", $name, $uid}'; }

#!/usr/bin/env bash
# What runs, and in which order. Sourced by check.sh.
# shellcheck disable=SC2154 # databases and lacking are of check-databases.sh
#
# What is short comes first, relation by relation last: where the budget ends there, the next run of this level goes on at that place.

: "${work:?}" "${level:?}" "${checks:?}" "${position_task=}"

depth() { case $1 in quick) printf 1 ;; standard) printf 2 ;; full) printf 3 ;; *) printf 0 ;; esac; }

# Every check that this level has, in lines of NAME/FUNCTION/DATABASE. What has no state in the end was not done.
plan() {
  local name from scope function number
  while read -r name from scope function; do
    if [[ -z $name ]] || (($(depth "$from") > $(depth "$level"))); then continue; fi
    if [[ " ${PGFLEET_CHECK_SKIP-} " == *" $name "* ]]; then
      state "$name" '' skipped 0 0 'checks.skip'
    elif [[ $scope == server ]]; then
      planned "$function" "$name" ''
    else
      for number in "${!databases[@]}"; do
        if [[ ${lacking[number]} == *" $name "* ]]; then
          state "$name" "${databases[number]}" not-possible 0 0 'the extension is missing'
        else
          planned "$function" "$name" "${databases[number]}"
        fi
      done
    fi
  done <<<"$checks"
}

planned() {
  tasks+=("$1/$2/$3")
  printf '{"check":"%s","database":%s}\n' "$2" "$(json_of "$3")" >>"$work/planned"
}

run_checks() {
  local task rest long=() tasks=()
  plan
  for task in "${tasks[@]}"; do
    rest=${task#*/}
    if [[ $task == run_relations/* ]]; then
      long+=("$rest")
    else
      run_one "${task%%/*}" "${rest%%/*}" "${rest#*/}"
    fi
  done
  run_tasks "${long[@]}"
}

run_one() {
  if over; then
    state "$2" "$3" unfinished 0 0 "$(why_over)"
  else
    "$@"
  fi
}

why_over() { if [[ -n $stopped ]]; then printf 'the Pod was stopped'; else printf 'the time of this run was over'; fi; }

# run_tasks CHECK/DATABASE...: in a circle, from where the last run of this level stopped.
run_tasks() {
  local tasks=("$@") count=$# first=0 number task
  ((count > 0)) || return 0
  read_position
  for number in "${!tasks[@]}"; do
    [[ ${tasks[number]} != "$position_task" ]] || first=$number
  done
  [[ ${tasks[first]} == "$position_task" ]] || position_relation=0
  # shellcheck disable=SC2034 # read in check-position.sh
  stopped_task=''
  for ((number = first; number < first + count; number++)); do
    task=${tasks[number % count]}
    run_relations "${task%%/*}" "${task#*/}" "$position_relation"
    position_relation=0
  done
  write_position
}

#!/usr/bin/env bash
# A check that judges relation by relation: heap, btree, visibility, reachability. Sourced by check.sh.
# shellcheck disable=SC2154 # databases is of check-databases.sh
#
# check-NAME.sql lists OIDs (and "impossible NUMBER" for those that cannot be judged so), check-NAME-one.sql judges one. They are dealt
# out in parts, as many at once as there are jobs; what is locked or loses its connection is judged once more at the end.

: "${directory:?}" "${work:?}" "${first_database:?}"
stopped_task=''
# shellcheck disable=SC2034 # read in check-position.sh
stopped_relation=0

# run_relations CHECK DATABASE FIRST: from the relation FIRST on, in a circle.
run_relations() {
  local start=$SECONDS judged more objects=0 impossible=0 dealt=0 reason='' shared=no
  run=$work/run
  rm -rf -- "$run" && mkdir -- "$run"
  over && { unfinished "$1" "$2" "$3" 0 "$start" && return; }
  # Those that all databases share: in one of them.
  [[ $2 != "${databases[0]}" ]] || shared=yes
  if ! as_check "$2" --field-separator=' ' --set first="$3" --set shared="$shared" --file "$directory/scripts/check-$1.sql" \
    >"$run/relations" 2>"$work/errors"; then
    if over; then unfinished "$1" "$2" "$3" 0 "$start"; else
      failed "$1" "$2" '' "$work/errors"
      state "$1" "$2" 'done' 0 "$((SECONDS - start))"
    fi
    return
  fi
  deal_out
  work_through "$1" "$2" first
  gather again && deal_again && work_through "$1" "$2" again
  cat -- "$run"/*.findings >>"$work/findings" 2>/dev/null
  gather count
  while read -r judged more; do
    objects=$((objects + judged)) impossible=$((impossible + more)) dealt=$((dealt - judged - more))
  done <"$run/count"
  gather left
  dealt=$((dealt - $(wc -l <"$run/left")))
  ((dealt == 0)) || over || finding check-failed "$1" "$2" '' "$dealt relations were lost on the way: a process of the check died"
  ((impossible == 0)) || reason="$impossible relations cannot be judged so"
  if ((dealt > 0)) && over; then
    unfinished "$1" "$2" "$3" "$objects" "$start"
  elif [[ -s $run/left ]]; then
    # One that takes more than a whole run is not what the next one begins with again.
    [[ $(head -n 1 "$run/left") != "$3" || $(wc -l <"$run/left") == 1 ]] || sed -i 1d "$run/left"
    unfinished "$1" "$2" "$(head -n 1 "$run/left")" "$objects" "$start"
  elif ((objects == 0 && impossible > 0)); then
    state "$1" "$2" not-possible 0 "$((SECONDS - start))" "$reason"
  else
    state "$1" "$2" 'done' "$objects" "$((SECONDS - start))" "$reason"
  fi
}

# unfinished CHECK DATABASE RELATION OBJECTS START: the first such place is where the next run goes on.
unfinished() {
  # shellcheck disable=SC2034 # read in check-position.sh
  [[ -n $stopped_task ]] || stopped_task=$1/$2 stopped_relation=$3
  state "$1" "$2" unfinished "$4" "$((SECONDS - $5))" "$(why_over)"
}

# Lines of "OID PAGES" into parts of at most 64 MiB, 100 relations of the system, or 10 others: how large these are is known only after
# VACUUM or ANALYZE, and their size would wait for their locks. Adds to $impossible and $dealt of its caller.
deal_out() {
  local oid pages relations='' number=0 many=0 much=0
  while read -r oid pages; do
    [[ $oid != impossible ]] || { impossible=$((impossible + pages)) && continue; }
    relations+=" $oid" dealt=$((dealt + 1)) many=$((many + 1)) much=$((much + pages))
    ((many >= 100 || many >= 10 && oid >= 16384 || much >= 8192)) || continue
    printf -v oid '%06d' "$((number++))"
    printf '%s\n' "$relations" >"$run/$oid.part"
    relations='' many=0 much=0
  done <"$run/relations"
  printf -v oid '%06d' "$number"
  [[ -z $relations ]] || printf '%s\n' "$relations" >"$run/$oid.part"
}

# gather KIND: what parts left behind, in the order of parts; 1 where it is nothing.
gather() {
  cat -- "$run"/*."$1" 2>/dev/null >"$run/$1"
  [[ -s $run/$1 ]]
}

deal_again() {
  local part
  for part in "$run"/*.again; do
    [[ ! -s $part ]] || tr '\n' ' ' <"$part" >"${part%.again}x.part"
    rm -f -- "$part"
  done
}

# work_through CHECK DATABASE ROUND
work_through() {
  local number pids=() pid
  for ((number = 0; number < ${PGFLEET_CHECK_JOBS:-2}; number++)); do
    take_parts "$@" &
    pids+=("$!")
  done
  for pid in "${pids[@]}"; do ended "$pid"; done
}

# A process of its own. A part is taken by whoever makes its file first.
take_parts() {
  local part
  trap stop TERM INT
  trap - EXIT
  for part in "$run"/*.part; do
    [[ -e $part ]] || return 0
    (set -o noclobber && : >"${part%.part}.taken") 2>/dev/null || continue
    if over; then
      tr -s ' ' '\n' <"$part" | sed '/^$/d' >"${part%.part}.left"
    else
      judge_part "$1" "$2" "$3" "${part%.part}"
    fi
  done
}

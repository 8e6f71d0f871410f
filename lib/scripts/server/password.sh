#!/usr/bin/env bash
# What init.sh and agent.sh know of the owner's password: where it is, and how to hold it in a session. Sourced by both.

# The password of the file; nothing where there is none. As a command substitution it also drops line ends at the end of the file, which
# editors and `kubectl create secret --from-file` leave there.
read_password() {
  tr -d '\0' 2>/dev/null <"$1"
}

# PGOPTIONS of a session whose statement holds the password in clear text: it logs nothing, not even a failing statement, and extensions
# that record statements are told not to. They are placeholders where the extension is not loaded.
quiet_session() {
  printf -- '-c %s ' log_statement=none log_min_duration_statement=-1 log_min_duration_sample=-1 log_transaction_sample_rate=0 \
    log_duration=off log_min_error_statement=panic pg_stat_statements.track=none auto_explain.log_min_duration=-1 pgaudit.log=none
}

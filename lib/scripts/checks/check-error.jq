# What an error of the server means, by its SQLSTATE. XX000 is what should not happen; mostly it is damage.
def code_of($check; $state):
  {"57014": "timed-out", "55P03": "locked", "58P01": "file-missing", "58030": "unreadable", "42501": "not-permitted"}[$state]
  // if ($state | startswith("XX")) and $check == "reachability" then "row-unreachable"
     elif $state == "XX001" then "page-damaged"
     elif $state == "XX002" then "index-damaged"
     elif $state == "XX000" then "internal-error"
     elif ($state | startswith("53")) then "no-resources"
     elif ($state | test("^(08|57P|lost$)")) then "connection-lost"
     else "check-failed" end;

# What psql printed while it judged relations: "begin OID", rows of JSON, "end OID". $code: how psql ended; $state: SQLSTATE of its last error.
# Told in lines of the file that they go to, and what.
# A relation that was begun only is the one that was being judged when the connection ended. The server says so itself (57P..) where
# somebody ended it, or another process crashed: then it is judged again. Else this relation may be the reason: it is left alone.
($relations | split(" ") | map(tonumber)) as $all
| reduce inputs as $line ({findings: [], again: [], ended: [], impossible: 0, open: null, name: "", about: "", redo: false};
    if ($line | startswith("begin ")) then .open = ($line[6:] | tonumber) | .redo = false | .name = "OID \(.open)" | .about = ""
    elif ($line | startswith("end ")) then
      (if .redo then .again += [.open] else . end) | .ended += [.open] | .open = null
    elif ($line | startswith("{") | not) then .
    else ($line | fromjson) as $row
      | if $row.name then .name = $row.name | .about = $row.about
        elif $row.impossible then .impossible += 1
        elif $row.gone or $row.again then .redo = ($row.again // false)
        elif $row.error then
          if $round == "first" and ($row.error | test("^(55P03|XX000|40|57P0)")) then .redo = true
          else .findings += [{code: code_of($check; $row.error), check: $check, $database, object: $row.object, detail: "\($row.about)\($row.message)"}] end
        elif $row.code then .findings += [{code: $row.code, check: $check, $database, object: $row.object, detail: "\($row.about)\($row.detail)"}]
        else . end
    end)
| . as $seen
| ($all - .ended) as $rest
| if $code == "0" or .open == null then .left = $rest
  elif $over == "yes" then .left = $rest
  else
    .left = ($rest - [.open])
    | if $round == "first" and ($state | test("^57P")) then .again += [.open] | .ended += [.open]
      else .ended += [.open]
        | .findings += [{code: "connection-lost", check: $check, $database, object: .name, detail: (.about + ($errors | gsub("\\s+"; " ")))}] end
  end
| (.findings[] | "findings \(tojson)"), (.again[] | "again \(.)"), (.left[] | "left \(.)"),
  "count \((.ended | length) - (.again | length) - .impossible) \(.impossible)"

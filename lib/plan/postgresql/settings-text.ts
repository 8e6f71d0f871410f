/** Settings of a file in the manner of postgresql.conf, by lower-case name; a later line wins. Source: PostgreSQL docs, 20.1.2. */
export const postgresqlSettings = (text: string): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^\s*([A-Za-z_][\w.]*)\s*(?:=\s*|\s+)(?:'((?:[^']|'')*)'|([^#'\s]+))/.exec(line);
    if (match?.[1] !== undefined)
      found.set(match[1].toLowerCase(), match[2] === undefined ? (match[3] ?? '') : match[2].replaceAll("''", "'"));
  }
  return found;
};

/** Options of a file of pgBackRest, by `section/option`. */
export const iniOptions = (text: string): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  let section = '';
  for (const line of text.split('\n')) {
    const head = /^\s*\[([^\]]*)\]\s*$/.exec(line);
    if (head !== null) section = head[1] ?? '';
    const option = /^\s*([a-z0-9][a-z0-9-]*)\s*=\s*(.*?)\s*$/.exec(line);
    if (option?.[1] !== undefined) found.set(`${section}/${option[1]}`, option[2] ?? '');
  }
  return found;
};

export interface TextChange {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Names whose values are not the same, in their order. */
export const changedNames = (
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly TextChange[] =>
  [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .filter((name) => before.get(name) !== after.get(name))
    .map((name) => ({ name, before: before.get(name), after: after.get(name) }));

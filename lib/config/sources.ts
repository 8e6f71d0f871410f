type Files = ReadonlyMap<string, Buffer>;

/** What other environments say that this one may be restored from. */
export interface SourceInputs {
  /** Names of all environments. */
  readonly ids: readonly string[];
  /** Files by name of the environment, of those whose names stand in the text; undefined: it cannot be read, and says so itself. */
  readonly files: ReadonlyMap<string, Files | undefined>;
}

const word = 'bootstrap';

/**
 * Environments that a text may restore from, without parsing it: a run without changes asks this of a thousand files. undefined: it restores
 * nothing. A name too many costs a place in the key of the cache and nothing else.
 */
const mayRestoreFrom = (text: Buffer | undefined, ids: readonly string[]): readonly string[] | undefined => {
  if (text?.includes(word) !== true) return undefined;
  const decoded = text.toString('latin1');
  // An escape could hide a name.
  if (decoded.includes('\\')) return ids;
  const words = new Set(decoded.match(/[a-z0-9][-a-z0-9]*/g));
  return ids.filter((id) => words.has(id));
};

/** Gives every environment that may be restored from others what they say. `read`: for one that is not in the list. */
export const withSources = <Environment extends { readonly id: string; readonly files: Files }>(
  environments: readonly Environment[],
  ids: readonly string[],
  defaults: Buffer | undefined,
  read: (id: string) => Files | undefined,
): readonly (Environment & { readonly sources?: SourceInputs })[] => {
  const known = new Map<string, Files | undefined>(environments.map(({ id, files }) => [id, files]));
  const filesOf = (id: string): Files | undefined => {
    if (!known.has(id)) known.set(id, read(id));
    return known.get(id);
  };
  const byDefaults = mayRestoreFrom(defaults, ids);
  return environments.map((environment) => {
    const own = mayRestoreFrom(environment.files.get('values.yaml'), ids);
    if (own === undefined && byDefaults === undefined) return environment;
    const named = new Set([...(own ?? []), ...(byDefaults ?? [])]);
    named.delete(environment.id);
    return { ...environment, sources: { ids, files: new Map([...named].map((id) => [id, filesOf(id)])) } };
  });
};

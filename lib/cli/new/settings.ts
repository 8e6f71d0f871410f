import type { Change } from '../../config/rewrite';
import type { Environment } from '../../defaults/environment';

/** `vdbs`: several VDBs, of which an option could mean any. */
export type Kind = Environment['kind'] | 'vdbs';

/** An option of `pgfleet new`, and the key of values.yaml that it sets in an environment of each kind. */
interface Setting {
  readonly option: string;
  readonly paths: Readonly<Partial<Record<Kind, readonly string[]>>>;
  /** Its text as a value; absent: the text itself. */
  readonly parse?: (text: string) => unknown;
}

const every = (...path: readonly string[]): Readonly<Record<Kind, readonly string[]>> => ({
  database: path,
  vdb: path,
  vdbs: path,
  external: path,
});

/** In the order in which a new values.yaml has them. */
const settings: readonly Setting[] = [
  { option: 'description', paths: every('description') },
  { option: 'owner', paths: every('owner') },
  { option: 'profile', paths: every('profile') },
  { option: 'deletionPolicy', paths: every('deletionPolicy') },
  { option: 'expires', paths: every('expiresOn') },
  {
    option: 'vdb',
    paths: { vdb: ['vdb', 'source'] },
    parse: (reference) => ({ type: 'dct-source', reference }),
  },
  {
    option: 'database',
    paths: { database: ['database', 'name'], vdb: ['vdb', 'database', 'name'], external: ['external', 'database'] },
  },
  { option: 'dbOwner', paths: { database: ['database', 'owner'], vdb: ['vdb', 'database', 'user'] } },
  { option: 'major', paths: { database: ['database', 'version'] } },
  { option: 'size', paths: { database: ['database', 'storage', 'size'] } },
  {
    option: 'access',
    paths: { database: ['access', 'namespaces'], vdb: ['access', 'namespaces'], vdbs: ['access', 'namespaces'] },
    parse: (text) => text.split(',').map((namespace) => namespace.trim()),
  },
];

export type Chosen = Readonly<Record<string, string | undefined>>;

/** Options as keys of values.yaml, or the first of them that says nothing about such an environment. */
export const changesOf = (
  chosen: Chosen,
  kind: Kind,
): { readonly changes: readonly Change[] } | { readonly problem: string } => {
  const wanted = settings.flatMap(({ option, paths, parse }) => {
    const text = chosen[option];
    return text === undefined ? [] : [{ option, path: paths[kind], value: parse === undefined ? text : parse(text) }];
  });
  const without = wanted.find(({ path }) => path === undefined);
  if (without !== undefined)
    return {
      problem: `${flagOf(without.option)} says nothing about ${kind === 'vdbs' ? 'several VDBs' : `an environment of kind ${kind}`}`,
    };
  return { changes: wanted.map(({ path = [], value }) => ({ path, value })) };
};

/** `dbOwner` as one types it. */
export const flagOf = (option: string): string =>
  `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

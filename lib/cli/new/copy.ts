import { schemaComment } from '../../config/new-values';
import { renameNamespace } from '../../config/rename-namespace';
import { type Change, rewrite } from '../../config/rewrite';
import type { Values } from '../../config/schema';

type Files = ReadonlyMap<string, Buffer>;

/** What belongs to one environment and not to its copy; `*` is every VDB. */
const own: readonly { readonly path: readonly string[]; readonly why: string }[] = [
  { path: ['namespace'], why: 'a namespace belongs to one environment' },
  { path: ['expiresOn'], why: 'the end of the other one' },
  { path: ['suspended'], why: 'a state, and not a setting' },
  { path: ['allow'], why: 'what was allowed to the other one' },
  { path: ['database', 'generation'], why: 'a new environment begins with its first' },
  ...[['vdb'], ['vdbs', '*']].flatMap((block) => [
    { path: [...block, 'actions'], why: 'they are done once, for the other one' },
    { path: [...block, 'enabled'], why: 'a state, and not a setting' },
  ]),
  { path: ['access', 'public'], why: 'who may come in from outside is a decision of its own' },
  { path: ['tls', 'names'], why: 'they lead to the other one' },
];

/** What stays, and is true of the other one only: a person looks at it. Every VDB may have these of its own. */
const looks: readonly { readonly path: readonly string[]; readonly why: string }[] = [
  ...[[], ['vdb'], ['vdbs', '*']].flatMap((block) => [
    { path: [...block, 'credentials', 'encryptedPassword'], why: 'it is sealed for another namespace: seal it anew' },
    { path: [...block, 'credentials', 'remote'], why: 'the same entry is the same password' },
  ]),
  { path: ['backup', 'repository', 'cipher'], why: 'a passphrase of its own is kept elsewhere' },
];

export interface Copy {
  readonly text: string;
  /** What was left out and why, and what stays that a person may not expect. */
  readonly notes: readonly string[];
}

/**
 * The values.yaml of another environment for a new one. Settings are copied and data is not: how the other one came to its own data is left
 * out, unless it is a copy of a third one by its nature.
 */
export const copiedValues = (from: string, text: string, values: Values, changes: readonly Change[]): Copy => {
  const set = new Set(changes.map(({ path }) => path.join('.')));
  const origin = values.bootstrap?.environment;
  const foreign = origin === from ? undefined : origin;
  const removed = expanded(values, [
    ...own,
    ...(foreign === undefined ? [{ path: ['bootstrap'], why: 'settings are copied, data is not' }] : []),
  ]).filter(({ path }) => !set.has(path.join('.')));
  const begun = text.includes('yaml-language-server:') ? text : `${schemaComment}\n${text}`;
  return {
    text: rewrite(begun, [...removed.map(({ path }) => ({ path, value: undefined })), ...changes]),
    notes: [
      ...removed.map(({ path, why }) => `left out: ${path.join('.')}, ${why}`),
      ...expanded(values, looks).map(({ path, why }) => `look at ${path.join('.')}: ${why}`),
      ...(foreign === undefined ? [] : [`it begins with the backups of ${foreign}, as ${from} did`]),
    ],
  };
};

/** The files of another environment, whose objects in manifests/ are in the new namespace. */
export const withRenamed = (files: Files, from: string, to: string): Files =>
  new Map([...files].map(([path, bytes]) => [path, path.startsWith('manifests/') ? renamed(bytes, from, to) : bytes]));

const renamed = (bytes: Buffer, from: string, to: string): Buffer => {
  const text = bytes.toString();
  // Not UTF-8: judged elsewhere.
  return Buffer.from(text).equals(bytes) ? Buffer.from(renameNamespace(text, from, to)) : bytes;
};

/** The rows whose key is written, once for every VDB. */
const expanded = (values: Values, rows: typeof own): typeof own =>
  rows
    .flatMap(({ path, why }) => everyVdb(values, path).map((one) => ({ path: one, why })))
    .filter(({ path }) => at(values, path) !== undefined);

const everyVdb = ({ vdbs }: Values, path: readonly string[]): readonly (readonly string[])[] =>
  path.includes('*') ? Object.keys(vdbs ?? {}).map((name) => path.map((part) => (part === '*' ? name : part))) : [path];

const at = (data: unknown, [key, ...rest]: readonly string[]): unknown => {
  if (key === undefined) return data ?? undefined;
  return typeof data === 'object' && data !== null ? at((data as Record<string, unknown>)[key], rest) : undefined;
};

import type { Hook, HookVariable, Vdb } from '../environment';
import { fileBeside, scriptText } from '../files';
import type { Findings, Path } from '../findings';

type Values = NonNullable<NonNullable<Findings['values']['vdb']>['hooks']>[number];

/** When in the life of a VDB. */
const stages: Readonly<Record<Hook['stage'], number>> = {
  'pre-create': 1,
  'post-create': 2,
  'pre-refresh': 3,
  'post-refresh': 4,
  'pre-delete': 5,
  'post-delete': 6,
};

/** `kubectl apply` keeps a copy of the whole object in an annotation, and all annotations together have 256 KiB. */
const limitBytes = 200 * 1024;

/** Of the VDB that the hooks belong to. */
interface Around {
  readonly at: Path;
  readonly database: string;
  readonly mode: Vdb['mode'];
  readonly files: ReadonlyMap<string, Buffer>;
}

/** By stage, weight and name: the order in which they run, whatever that of values.yaml is. */
export const resolveHooks = (findings: Findings, values: readonly Values[] = [], around: Around): readonly Hook[] => {
  const hooks = values.flatMap((hook, index): readonly Hook[] => {
    const path: Path = [...around.at, 'hooks', index];
    if (values.findIndex(({ name }) => name === hook.name) !== index)
      findings.add('invalid-value', [...path, 'name'], `the hook "${hook.name}" is listed twice`);
    const found = scriptOf(findings, path, hook, around.files);
    if (found === undefined) return [];
    if (found.type === 'sql' && around.mode === 'Standby')
      findings.add('invalid-value', [...path, 'sql'], 'a VDB with mode Standby is read-only: a hook of SQL would fail');
    const { name, stage, database = around.database, weight = 5, retries = 3, env = [] } = hook;
    return [{ name, stage, ...found, database, weight, retries, env: variables(findings, path, env) }];
  });
  const bytes = hooks.reduce((sum, { script }) => sum + Buffer.byteLength(script), 0);
  if (bytes > limitBytes)
    findings.add(
      'file-too-large',
      [...around.at, 'hooks'],
      `the scripts of the hooks have ${bytes} bytes together, and at most ${limitBytes} fit into a PostgresVDB: load large data by the application`,
    );
  return hooks.sort(
    (one, other) =>
      stages[one.stage] - stages[other.stage] || one.weight - other.weight || (one.name < other.name ? -1 : 1),
  );
};

const scriptOf = (
  findings: Findings,
  path: Path,
  { name, sql, command, commandFile }: Values,
  files: ReadonlyMap<string, Buffer>,
): Pick<Hook, 'type' | 'script'> | undefined => {
  const named = Object.entries({ sql, command, commandFile }).filter(([, value]) => value !== undefined);
  const [[key, value = ''] = ['', ''], ...others] = named;
  if (key === '' || others.length > 0) {
    findings.add(
      key === '' ? 'missing-key' : 'invalid-value',
      path,
      `the hook "${name}" must have exactly one of sql, command and commandFile`,
    );
    return undefined;
  }
  const at = [...path, key];
  const bytes = key === 'command' ? Buffer.from(value) : fileBeside(findings, at, value, files);
  const script =
    bytes && scriptText(findings, at, key === 'command' ? `the command of the hook "${name}"` : `"${value}"`, bytes);
  if (script === undefined) return undefined;
  if (script.trim() === '') {
    findings.add('invalid-value', at, `the hook "${name}" has nothing to run`);
    return undefined;
  }
  return { type: key === 'sql' ? 'sql' : 'command', script };
};

const variables = (findings: Findings, path: Path, env: NonNullable<Values['env']>): readonly HookVariable[] =>
  env.map(({ name, value, secret }, index) => {
    const at: Path = [...path, 'env', index];
    if ((value === undefined) === (secret === undefined))
      findings.add(
        value === undefined ? 'missing-key' : 'invalid-value',
        at,
        `the variable ${name} must have exactly one of value and secret`,
      );
    if (env.findIndex((one) => one.name === name) !== index)
      findings.add('invalid-value', [...at, 'name'], `the variable ${name} is listed twice`);
    return secret === undefined ? { name, value: value ?? '' } : { name, secret };
  });

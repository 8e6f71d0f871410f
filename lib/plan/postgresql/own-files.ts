import { valueAt } from '../object';
import type { ObjectChange } from '../rule';

/** A file in a ConfigMap that changed; undefined on a side where it does not exist. */
export interface FileChange {
  readonly name: string;
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Made by pgfleet: its agent follows the files, and what each file does is known. */
export const isOwn = ({ after, before }: ObjectChange): boolean =>
  valueAt((after ?? before)?.metadata.labels, 'app.kubernetes.io/part-of') === 'pgfleet';

/** Files of a ConfigMap that changed. */
export const fileChanges = (change: ObjectChange): readonly FileChange[] =>
  change.kind !== 'core/ConfigMap'
    ? []
    : change.differences.flatMap(({ steps, path, before, after }) =>
        steps[0] === 'data' && steps.length === 2 ? [{ name: steps[1] ?? '', path, ...texts(before, after) }] : [],
      );

const texts = (
  before: unknown,
  after: unknown,
): { readonly before: string | undefined; readonly after: string | undefined } => ({
  before: typeof before === 'string' ? before : undefined,
  after: typeof after === 'string' ? after : undefined,
});

/** A script of ours that a running shell gives to psql or jq each time, and does not itself hold. */
export const isReadAnew = (name: string): boolean => /\.(sql|jq|json)$/.test(name);

/** What a ConfigMap of ours is for, by the end of its name. */
export const ownUse = (
  change: ObjectChange,
): 'configuration' | 'backup' | 'scripts' | 'record' | 'other' | undefined => {
  if (change.kind !== 'core/ConfigMap' || !isOwn(change)) return undefined;
  const { name } = change.object;
  if (name === 'pgfleet-environment') return 'record';
  if (/-scripts$/.test(name)) return 'scripts';
  if (/-config$/.test(name)) return 'configuration';
  return /-backup$/.test(name) ? 'backup' : 'other';
};

import type { Manifest } from '../../manifest';
import { type LiveSecret, placeName } from '../live';
import { kindOf } from '../object';
import type { ObjectChange, Scene } from '../rule';
import { rollingKinds } from './pods';
import { referencesOf } from './references';

/** A Secret that Pods begin to read, and that stands nowhere among the manifests. */
export interface ForeignSecret {
  readonly namespace: string;
  readonly name: string;
  /** Those that the Pods name. */
  readonly keys: readonly string[];
}

export const foreignSecrets = (
  { kind, object: { namespace }, before, after }: ObjectChange,
  scene: Pick<Scene, 'after'>,
): readonly ForeignSecret[] => {
  if (!rollingKinds.has(kind) || before === undefined || after === undefined) return [];
  const known = new Set([
    ...secretsOf(before),
    ...scene.after.filter((one) => one.kind === 'Secret').map(({ metadata }) => metadata.name),
  ]);
  const read = referencesOf(after).filter((one) => one.kind === 'Secret' && !one.optional);
  return secretsOf(after)
    .filter((name) => !known.has(name))
    .map((name) => ({
      namespace,
      name,
      keys: [...new Set(read.filter((one) => one.name === name).flatMap(({ keys }) => keys ?? []))].sort(),
    }));
};

/** Names of those without which its Pods do not start. */
export const secretsOf = (manifest: Manifest): readonly string[] =>
  [
    ...new Set(
      referencesOf(manifest)
        .filter(({ kind, optional }) => kind === 'Secret' && !optional)
        .map(({ name }) => name),
    ),
  ].sort();

/** Kinds whose controller makes a Secret. */
export const secretMakers = /^(ExternalSecret|SealedSecret|Certificate)$/;

/** Whether something of this merge may make Secrets: by its kind, or a Job that runs in it. */
const mayMakeSecrets = ({ changes }: Scene): boolean =>
  changes.some(({ after }) => after !== undefined && (secretMakers.test(after.kind) || kindOf(after) === 'batch/Job'));

export const liveSecret = ({ namespace, name }: ForeignSecret, { context }: Scene): LiveSecret | undefined =>
  context.live?.secrets[placeName(namespace, name)];

/** What is not there, and nothing of this merge may make; undefined: nothing, or nobody knows. */
export const lackOf = (secret: ForeignSecret, scene: Scene): string | undefined => {
  const live = liveSecret(secret, scene);
  if (live === undefined || mayMakeSecrets(scene)) return undefined;
  if (live === 'absent') return `there is no Secret ${secret.name} in the namespace ${secret.namespace}`;
  const missing = secret.keys.filter((key) => !live.includes(key));
  return missing.length === 0 ? undefined : `the Secret ${secret.name} has no key ${missing.join(', ')}`;
};

import type { Environment } from '../../defaults/environment';
import { isProblem, type KubernetesObject, select } from '../kubectl';
import { failed, type Line, ok, unknown, warning } from '../status/line';
import { nameOf } from '../status/place';
import { type Examination, namesWords } from './scope';

/** The classes of storage that claims of these environments ask for. */
export const storage: Examination = async ({ cluster, environments }) => {
  const found = await select(cluster, 'storageclass');
  return isProblem(found) ? [unknown('StorageClass', found.problem)] : judgeStorage(environments, found);
};

const defaultMark = 'storageclass.kubernetes.io/is-default-class';

export const judgeStorage = (
  environments: readonly Environment[],
  found: readonly KubernetesObject[],
): readonly Line[] => {
  const users = new Map<string | undefined, string[]>();
  for (const env of environments)
    for (const wanted of new Set(classesOf(env))) users.set(wanted, [...(users.get(wanted) ?? []), env.id]);
  return [...users].map(([wanted, ids]) =>
    wanted === undefined ? defaultLine(found, ids) : named(found, wanted, ids),
  );
};

/** undefined: the default of the cluster. */
const classesOf = (env: Environment): readonly (string | undefined)[] => [
  ...(env.checks.level !== 'none' && env.checks.report !== undefined ? [env.checks.report.storageClass] : []),
  ...(env.kind === 'database' && !env.database.storage.ephemeral ? [env.database.storage.storageClass] : []),
  ...(env.kind === 'database' && env.backup.method !== 'none'
    ? env.backup.repositories.flatMap((one) => (one.type === 'volume' ? [one.storageClass] : []))
    : []),
];

const named = (found: readonly KubernetesObject[], wanted: string, ids: readonly string[]): Line => {
  const object = found.find((one) => nameOf(one) === wanted);
  const name = `StorageClass ${wanted}`;
  return object === undefined
    ? failed(name, `there is none, and ${namesWords(ids)} needs it`, 'kubectl get storageclass')
    : growth(name, object, ids);
};

const defaultLine = (found: readonly KubernetesObject[], ids: readonly string[]): Line => {
  const marked = found.filter(
    ({ metadata }) => (metadata.annotations as Readonly<Record<string, string>> | undefined)?.[defaultMark] === 'true',
  );
  // Of several the newest is taken. Source: Kubernetes docs, Storage Classes.
  const [object] = [...marked].sort((a, b) =>
    String(b.metadata.creationTimestamp).localeCompare(String(a.metadata.creationTimestamp)),
  );
  const name = 'StorageClass';
  return object === undefined
    ? failed(
        name,
        `the cluster has no default, and ${namesWords(ids)} names none`,
        'database.storage.storageClass, or mark one as default',
      )
    : growth(name, object, ids);
};

const growth = (name: string, object: KubernetesObject, ids: readonly string[]): Line => {
  const words = `${nameOf(object)}, for ${namesWords(ids)}`;
  return object.allowVolumeExpansion === true
    ? ok(name, `${words}: grows`)
    : warning(
        name,
        `${words}: does not grow, a larger size will be refused`,
        'allowVolumeExpansion of the class, where its driver can',
      );
};

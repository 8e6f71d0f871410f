import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, isProblem } from '../kubectl';
import { failed, type Line, ok, unknown, warning } from '../status/line';
import { type Examination, namesWords } from './scope';

/** Kinds of objects in dist/ that are not Kubernetes' own: somebody must have installed them. */
export const kinds: Examination = async ({ root, cluster, environments, argocd }) => {
  const wanted = wantedKinds(
    root,
    environments.map(({ id }) => id),
  );
  const answer = await ask(cluster, ['api-resources', '--no-headers']);
  if (isProblem(answer)) return [unknown('kinds', answer.problem)];
  return [...judgeKinds(wanted, answer as string), ...(argocd === undefined ? [] : [judgeArgoCd(answer as string)])];
};

/** `version Kind` to the environments that have such objects. dist/ is what will be applied, with the objects of users. */
export const wantedKinds = (root: string, ids: readonly string[]): ReadonlyMap<string, readonly string[]> => {
  const users = new Map<string, string[]>();
  for (const id of ids)
    for (const kind of kindsIn(join(root, 'dist', id))) users.set(kind, [...(users.get(kind) ?? []), id]);
  return users;
};

/** Written by us: one object in each file, whose two first keys stand at the beginning of a line. */
const kindsIn = (folder: string): ReadonlySet<string> => {
  if (!existsSync(folder)) return new Set();
  const texts = readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => readFileSync(join(folder, file), 'utf8'));
  const found = texts.map((text) => [
    /^apiVersion: (.*)$/m.exec(text)?.[1] ?? '',
    /^kind: (.*)$/m.exec(text)?.[1] ?? '',
  ]);
  return new Set(found.filter(([version = '']) => isCustom(version)).map(([version, kind]) => `${version} ${kind}`));
};

/** Groups of Kubernetes itself have no dot, or end in k8s.io, which needs an approval (KEP-2337). Snapshots are installed apart all the same. */
const isCustom = (version: string): boolean => {
  const [group = ''] = version.split('/');
  return group.includes('.') && (!group.endsWith('.k8s.io') || group === 'snapshot.storage.k8s.io');
};

export const judgeKinds = (wanted: ReadonlyMap<string, readonly string[]>, resources: string): readonly Line[] =>
  [...wanted].map(([kind, ids]) => {
    const [version = '', name = ''] = kind.split(' ');
    return served(resources, version, name)
      ? ok(name, `${version} is installed, for ${namesWords(ids)}`)
      : failed(
          name,
          `${version} is not installed, and ${namesWords(ids)} has one`,
          installers[version.split('/')[0] ?? ''],
        );
  });

/** Whose it is, where an administrator would begin. */
const installers: Readonly<Record<string, string>> = {
  'core.delphix.com': 'the chart of the operator of Delphix: docs/vdb.md',
  'actions.delphix.com': 'the chart of the operator of Delphix: docs/vdb.md',
  'external-secrets.io': 'https://external-secrets.io',
  'bitnami.com': 'https://github.com/bitnami-labs/sealed-secrets',
  'cert-manager.io': 'https://cert-manager.io',
  'monitoring.coreos.com': 'https://prometheus-operator.dev',
};

const judgeArgoCd = (resources: string): Line =>
  served(resources, 'argoproj.io/v1alpha1', 'ApplicationSet')
    ? ok('Argo CD', 'is installed')
    : warning('Argo CD', 'is not in this cluster: dist/ is applied by hand, or from another one', 'docs/argocd.md');

/** Columns: NAME SHORTNAMES APIVERSION NAMESPACED KIND, of which the second may be empty. */
const served = (resources: string, version: string, kind: string): boolean =>
  resources.split('\n').some((line) => {
    const columns = line.trim().split(/\s+/);
    return columns.at(-3) === version && columns.at(-1) === kind;
  });

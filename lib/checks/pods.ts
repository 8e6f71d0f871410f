import { key, type Manifest } from '../manifest';

export type Fields = { readonly [field: string]: unknown };

/** The Pods that a manifest makes: its own, or those of its template. */
export interface PodSource {
  readonly object: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: Fields;
  /** Of a workload that has one. */
  readonly selector: Readonly<Record<string, string>> | undefined;
}

export interface Container {
  readonly name: string;
  readonly fields: Fields;
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fields at a path; empty where there are none. */
export const fieldsAt = (root: unknown, ...path: readonly string[]): Fields => {
  let node: unknown = root;
  for (const part of path) node = isFields(node) ? node[part] : undefined;
  return isFields(node) ? node : {};
};

export const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);

/** String values of a map, such as labels. */
export const stringsOf = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(isFields(value) ? value : {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );

const templateKinds: ReadonlySet<string> = new Set(['StatefulSet', 'Deployment', 'DaemonSet', 'ReplicaSet', 'Job']);

export const podsOf = (manifests: readonly Manifest[]): readonly PodSource[] =>
  manifests.flatMap((manifest) => {
    const template = templateOf(manifest);
    if (template === undefined) return [];
    const selector = fieldsAt(manifest, 'spec', 'selector', 'matchLabels');
    return [
      {
        object: key(manifest),
        labels: stringsOf(fieldsAt(template, 'metadata', 'labels')),
        spec: fieldsAt(template, 'spec'),
        selector: Object.keys(selector).length === 0 ? undefined : stringsOf(selector),
      },
    ];
  });

const templateOf = (manifest: Manifest): Fields | undefined => {
  if (manifest.kind === 'Pod') return manifest;
  if (manifest.kind === 'CronJob') return fieldsAt(manifest, 'spec', 'jobTemplate', 'spec', 'template');
  return templateKinds.has(manifest.kind) ? fieldsAt(manifest, 'spec', 'template') : undefined;
};

export const containersOf = (pod: PodSource): readonly Container[] =>
  [...listOf(pod.spec.initContainers), ...listOf(pod.spec.containers)].map((fields) => ({
    name: String(fields.name ?? ''),
    fields,
  }));

export const matches = (
  selector: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): boolean => Object.entries(selector).every(([name, value]) => labels[name] === value);

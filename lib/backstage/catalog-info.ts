import type { BackstageSettings } from '../defaults/backstage';
import type { Environment } from '../defaults/environment';
import { header } from '../output/header';

/** What the catalog must know about an environment. */
export interface CatalogEntry {
  readonly id: string;
  /** Empty: none. */
  readonly description: string;
  /** Empty: nobody. */
  readonly owner: string;
  /** Of Kubernetes. */
  readonly namespace: string;
  readonly kind: Environment['kind'];
}

/** What differs from one environment to the next; `description` (a line, or none) and `owner` as they are printed. */
export interface Printed {
  readonly header: string;
  readonly description: readonly string[];
  readonly owner: string;
  readonly id: string;
  /** Of Kubernetes. */
  readonly namespace: string;
  readonly kind: Environment['kind'];
}

/**
 * Text of environments/<env>/catalog-info.yaml: the environment as an entity of Backstage's catalog. Its annotations lead to the Pods, the
 * Application and the documentation of exactly this environment. Every value is JSON, which is YAML too, whatever it holds.
 */
export const catalogInfo = (settings: BackstageSettings, entry: CatalogEntry): string =>
  catalogText(settings, {
    header: header(entry.id),
    description: entry.description === '' ? [] : [`  description: ${JSON.stringify(entry.description)}`],
    owner: JSON.stringify(groupRef(entry.owner === '' ? settings.owner : entry.owner)),
    id: entry.id,
    namespace: entry.namespace,
    kind: entry.kind,
  });

/** Groups of other namespaces of the catalog have no place in a label. */
export const groupRef = (owner: string): string => `group:default/${owner}`;

export const systemRef = ({ namespace, system }: BackstageSettings): string => `system:${namespace}/${system}`;

/** What `spec.type` of every environment is: what the tab of a database looks for, and the picker of the templates. */
export const entityType = 'database';

/** Label of an entity that says what it is to us; a template lists environments of its own kind only. */
export const kindLabel = 'pgfleet.dev/kind';

export const catalogText = (settings: BackstageSettings, printed: Printed): string =>
  [
    `${printed.header}apiVersion: backstage.io/v1alpha1`,
    'kind: Resource',
    'metadata:',
    `  name: ${JSON.stringify(printed.id)}`,
    `  namespace: ${JSON.stringify(settings.namespace)}`,
    ...printed.description,
    '  labels:',
    `    ${kindLabel}: ${JSON.stringify(printed.kind)}`,
    '  annotations:',
    ...Object.entries(annotations(settings, printed.id, printed.namespace)).map(
      ([key, value]) => `    ${key}: ${JSON.stringify(value)}`,
    ),
    'spec:',
    `  type: ${entityType}`,
    `  owner: ${printed.owner}`,
    `  system: ${JSON.stringify(systemRef(settings))}`,
    '',
  ].join('\n');

type Annotations = Readonly<Record<string, string>>;

/** Sources: Backstage docs, "Well-known Annotations" and "Kubernetes: Configuration"; docs of the plugins of Argo CD and GitHub. */
const annotations = (settings: BackstageSettings, id: string, namespace: string): Annotations => ({
  'backstage.io/kubernetes-id': id,
  'backstage.io/kubernetes-namespace': namespace,
  // All Pods of the environment, also in a namespace that others share.
  'backstage.io/kubernetes-label-selector': `app.kubernetes.io/name=postgresql,app.kubernetes.io/instance=${id}`,
  'backstage.io/techdocs-entity': systemRef(settings),
  ...(settings.argocd ? { 'argocd/app-name': id } : {}),
  ...sourceAnnotations(settings, `environments/${id}/`),
});

/** Where an entity comes from, as far as that is known. `path`: below the root. */
export const sourceAnnotations = ({ projectSlug, host, branch }: BackstageSettings, path: string): Annotations =>
  projectSlug === undefined
    ? {}
    : {
        'backstage.io/source-location': `url:https://${host}/${projectSlug}/tree/${branch}/${path}`,
        'github.com/project-slug': projectSlug,
      };

import type { BackstageSettings } from '../defaults/backstage';
import { groupRef, sourceAnnotations } from './catalog-info';
import { createTemplate } from './create-template';
import { deleteTemplate } from './delete-template';
import type { Parameter } from './parameter';
import { databaseParameters } from './parameters-database';
import { vdbParameters } from './parameters-vdb';
import { catalogSkeleton, valuesSkeleton } from './skeleton';
import { generated, templateText, type Variant, yamlText } from './template';

interface Row extends Variant {
  readonly parameters: readonly Parameter[];
}

/** What can be created and deleted by a form. A server elsewhere (`external`) is too rare for one. */
const variants: readonly Row[] = [
  { kind: 'database', noun: 'database', namespacePrefix: 'postgres-', parameters: databaseParameters },
  { kind: 'vdb', noun: 'virtual database', namespacePrefix: 'postgres-vdbs-', parameters: vdbParameters },
];

/** Everything that Backstage reads of this repository, but for the entities of environments: text by path below the root. */
export const backstageFiles = (settings: BackstageSettings): ReadonlyMap<string, string> =>
  new Map([
    ...variants.flatMap((row) => [
      [
        `backstage/create-${row.kind}/template.yaml`,
        templateText(settings, createTemplate(settings, row, row.parameters)),
      ] as const,
      [`backstage/create-${row.kind}/skeleton/values.yaml`, valuesSkeleton(row.parameters)] as const,
      [
        `backstage/create-${row.kind}/skeleton/catalog-info.yaml`,
        catalogSkeleton(settings, row.kind, row.namespacePrefix),
      ] as const,
      [`backstage/delete-${row.kind}/template.yaml`, templateText(settings, deleteTemplate(settings, row))] as const,
    ]),
    ['backstage/location.yaml', generated + yamlText(location(settings))],
    ['catalog-info.yaml', generated + yamlText(system(settings))],
  ]);

const location = ({ namespace }: BackstageSettings): object => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Location',
  metadata: {
    name: 'pgfleet',
    namespace,
    description: 'Templates for PostgreSQL environments, and the system that they belong to.',
  },
  spec: {
    targets: [
      ...variants.flatMap(({ kind }) => ['create', 'delete'].map((verb) => `./${verb}-${kind}/template.yaml`)),
      '../catalog-info.yaml',
    ],
  },
});

/** One system for all environments, whose documentation is docs/ of this repository: mkdocs.yml. */
const system = (settings: BackstageSettings): object => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'System',
  metadata: {
    name: settings.system,
    namespace: settings.namespace,
    description: 'PostgreSQL environments, one directory each.',
    annotations: { 'backstage.io/techdocs-ref': 'dir:.', ...sourceAnnotations(settings, '') },
  },
  spec: { owner: groupRef(settings.owner) },
});

import { z } from 'zod';
import { date, dnsLabel, dnsSubdomain, labels, labelValue } from './scalars';
import { access, network, quota } from './schema/access';
import { allow, storageClasses } from './schema/allow';
import { argocd } from './schema/argocd';
import { backstage } from './schema/backstage';
import { backup } from './schema/backup';
import { bootstrap } from './schema/bootstrap';
import { checks } from './schema/checks';
import { codeowners } from './schema/codeowners';
import { credentials } from './schema/credentials';
import { database } from './schema/database';
import { external } from './schema/external';
import { images, namespace, scheduling, serviceAccount } from './schema/placement';
import { tls } from './schema/tls';
import { vdb, vdbName } from './schema/vdb';

export { type Major, majors } from './majors';

/**
 * The contract of values.yaml: one zod object, from which the types, environments/values.schema.json and `pgfleet explain` come.
 * Every key is optional here, because a file is one layer of several; what must be present after merging is judged in
 * lib/defaults. Defaults stand in lib/defaults/profiles.ts and nowhere else.
 */

/** Keys that an environment and the organisation's defaults share. */
const sharedKeys = {
  description: z
    .string()
    .max(1000)
    .optional()
    .meta({ description: 'What the environment is for, in a sentence.', examples: ['Orders of the shop'] }),
  owner: labelValue.optional().meta({
    description: 'Team that owns the environment: a label, and the owner in Backstage.',
    examples: ['team-orders'],
  }),
  labels: labels.optional().meta({
    description:
      'Labels on every object but the Pods, which a change would restart; theirs are serviceAccount.podLabels.',
    examples: [{ 'cost-center': '4711' }],
  }),
  profile: z
    .enum(['production', 'development'])
    .optional()
    .meta({ description: 'The defaults that everything below starts from.', examples: ['production'] }),
  cluster: dnsSubdomain
    .optional()
    .meta({ description: 'Name of the destination cluster in Argo CD.', examples: ['in-cluster'] }),
  namespace: namespace.optional().meta({
    description:
      'Namespace. Absent: postgres-<environment>, of a VDB postgres-vdbs-<environment>. With create: false it belongs to somebody else and is never touched.',
    examples: ['postgres-orders', { name: 'shop', create: false }],
  }),
  name: dnsLabel
    .max(40)
    .optional()
    .meta({
      description: 'Name of the workload, Services, claims and Secrets. Fixed for life.',
      unit: 'at most 40 characters',
      examples: ['postgres'],
    }),
  deletionPolicy: z
    .enum(['Retain', 'Delete'])
    .optional()
    .meta({
      description:
        'What happens to volumes when the directory of the environment is removed. Absent: Retain, or Delete where there is nothing to keep.',
      examples: ['Retain'],
    }),
  suspended: z
    .boolean()
    .optional()
    .meta({ description: 'true: no Pods run; volumes and Secrets stay.', examples: [false] }),
  expiresOn: date.optional().meta({ description: 'End of a feature environment.', examples: ['2026-12-01'] }),
  images: images
    .optional()
    .meta({ description: 'Container images.', examples: [{ postgres: 'registry.example/pgfleet-postgres:17' }] }),
  imagePullPolicy: z
    .enum(['Always', 'IfNotPresent', 'Never'])
    .optional()
    .meta({ description: 'When the node pulls an image.', examples: ['IfNotPresent'] }),
  imagePullSecrets: z
    .array(dnsSubdomain)
    .optional()
    .meta({ description: 'Secrets for private image registries.', examples: [['registry']] }),
  scheduling: scheduling.optional().meta({
    description: 'Where Pods run, and whether draining a node may stop them.',
    examples: [{ drain: 'block' }],
  }),
  serviceAccount: serviceAccount
    .optional()
    .meta({ description: 'The ServiceAccount of the database Pod.', examples: [{ annotations: {} }] }),
  database: database.optional().meta({
    description: 'A PostgreSQL server with one database.',
    examples: [{ version: '17', name: 'orders', owner: 'orders' }],
  }),
  credentials: credentials
    .optional()
    .meta({ description: 'The password of the owner. It never stands in Git.', examples: [{ source: 'generated' }] }),
  access: access.optional().meta({ description: 'Who may connect.', examples: [{ namespaces: ['shop'] }] }),
  network: network.optional().meta({
    description: 'What the generated NetworkPolicies must know about the cluster.',
    examples: [{ apiServer: { ports: [6443] } }],
  }),
  tls: tls.optional().meta({
    description: 'Certificates of the server and of the Jobs of backups and checks.',
    examples: [{ source: 'certManager', issuer: { name: 'internal-ca', kind: 'ClusterIssuer' } }],
  }),
  backup: backup.optional().meta({
    description: 'Backups: where to, when, for how long. Production has one, or says why not.',
    examples: [{ method: 'none', reason: 'Rebuilt from the warehouse every night' }],
  }),
  bootstrap: bootstrap.optional().meta({
    description: 'What an empty data directory is made from, instead of initdb. Without effect on data that is there.',
    examples: [{ from: 'backup', environment: 'orders', target: { time: '2026-11-20T12:00:00Z' } }],
  }),
  checks: checks.optional().meta({
    description:
      'Integrity checks: pages, indexes, catalogues, and what will become a problem. On a schedule, with a report.',
    examples: [{ level: 'standard', schedule: 'H 4 * * *' }],
  }),
  vdb: vdb.optional().meta({
    description: 'A virtual database of Delphix, in the place of database.',
    examples: [{ source: { type: 'dct-source', reference: 'orders-prod' }, database: { name: 'orders' } }],
  }),
  external: external.optional().meta({
    description: 'A server that somebody else runs, in the place of database: it is checked, and nothing else.',
    examples: [{ host: 'db.example', secret: 'db-login' }],
  }),
  quota: quota.optional().meta({
    description: 'Limits of the namespace: a ResourceQuota and a LimitRange. Absent: none.',
    examples: [{ cpu: '4', memory: '8Gi', storage: '50Gi' }],
  }),
  allow: allow.optional().meta({
    description:
      'Dangers that pgfleet plan finds and that are wanted: each is shown with its reason, and blocks nothing.',
    examples: [
      [{ code: 'data-volume-changed', object: 'StatefulSet/postgres', reason: 'Planned move to fast storage' }],
    ],
  }),
} as const;

/** environments/<env>/values.yaml. */
export const valuesSchema = z.strictObject({
  ...sharedKeys,
  vdbs: z
    .record(vdbName, vdb)
    .optional()
    .meta({
      description: 'Several VDBs by name, each a block like vdb; what they share is vdb in environments/defaults.yaml.',
      examples: [{ orders: { source: { type: 'dct-source', reference: 'orders-prod' } } }],
    }),
});
export type Values = z.infer<typeof valuesSchema>;

/** Names of VDBs are for an environment to say. */
const layerSchema = z.strictObject(sharedKeys);

/** environments/defaults.yaml: the organisation's layer, and one more layer per profile. */
export const defaultsSchema = z.strictObject({
  ...sharedKeys,
  argocd: argocd.optional().meta({
    description: 'Where Argo CD finds dist/, and what it may do. Absent: nothing is generated for it.',
    examples: [{ repoURL: 'https://git.example/platform/databases.git' }],
  }),
  backstage: backstage.optional().meta({
    description:
      'The developer portal: keeps environments/<env>/catalog-info.yaml of every environment. Absent: those files are not touched.',
    examples: [{ owner: 'platform', projectSlug: 'example/databases' }],
  }),
  codeowners: codeowners.optional().meta({
    description:
      'Keeps .github/CODEOWNERS: a line for environments/<env>/ and one for dist/<env>/ of every environment with an owner. Other lines of that file stay. Absent: the file is not touched.',
    examples: [{ prefix: '@example/' }],
  }),
  storageClasses: storageClasses.optional().meta({
    description: 'What no manifest says about the StorageClasses of the clusters, for pgfleet plan.',
    examples: [{ fast: { expandable: true, encrypted: true } }],
  }),
  profiles: z
    .strictObject({ production: layerSchema.optional(), development: layerSchema.optional() })
    .optional()
    .meta({
      description: "The organisation's defaults per profile.",
      examples: [{ development: { database: { storage: { size: '2Gi' } } } }],
    }),
});
export type OrganisationDefaults = z.infer<typeof defaultsSchema>;

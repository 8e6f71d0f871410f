import { z } from 'zod';
import { dnsLabel, dnsSubdomain, labelValue } from '../scalars';

/** Text that stands inside a template or a policy of Argo CD: nothing that could end a string or a field there. */
const plainText = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[^"'`\\{},\s\p{Cc}]+$/u, 'must not hold spaces, quotes, commas, braces or backslashes');

const role = z.strictObject({
  name: dnsLabel.meta({ description: 'Name of the role.', examples: ['developers'] }),
  groups: z
    .array(z.string().min(1).max(200))
    .min(1)
    .max(100)
    .meta({ description: 'Groups of the single sign-on that have it.', examples: [['shop-developers']] }),
  access: z.enum(['view', 'sync', 'admin']).meta({
    description:
      'view: look, also at logs. sync: and start a sync. admin: and everything else about these Applications.',
    examples: ['sync'],
  }),
});

const syncWindow = z.strictObject({
  kind: z
    .enum(['allow', 'deny'])
    .meta({ description: 'Whether Argo CD may sync in this time, or may not.', examples: ['deny'] }),
  schedule: z
    .string()
    .min(1)
    .max(100)
    .meta({ description: 'Its begin: five fields of cron.', examples: ['0 22 * * *'] }),
  duration: z
    .string()
    .regex(/^([0-9]+h)?([0-9]+m)?$/, 'must be a duration like 8h or 1h30m')
    .refine((text) => text !== '', 'must be a duration like 8h or 1h30m')
    .meta({ description: 'Its length.', examples: ['8h'] }),
  timeZone: z
    .string()
    .optional()
    .meta({ description: 'Time zone of the schedule.', examples: ['Europe/Berlin'] }),
  environments: z
    .array(z.string().min(1).max(63))
    .min(1)
    .max(1000)
    .optional()
    .meta({ description: 'Which environments, also with *. Absent: all of them.', examples: [['production']] }),
  manualSync: z
    .boolean()
    .optional()
    .meta({ description: 'Whether a person may sync all the same.', examples: [true] }),
});

/** Of the organisation, in environments/defaults.yaml only. */
export const argocd = z.strictObject({
  repoURL: z
    .string()
    .regex(/^(https:\/\/|ssh:\/\/|git@|file:\/\/\/)[^\s"'{}]+$/, 'must be the URL of a Git repository')
    .meta({
      description: 'The repository that holds dist/, as Argo CD knows it.',
      examples: ['https://git.example/platform/databases.git'],
    }),
  revision: plainText(200)
    .optional()
    .meta({ description: 'Branch, tag or commit that Argo CD follows.', examples: ['main'] }),
  path: z
    .string()
    .regex(/^[A-Za-z0-9][-._A-Za-z0-9]*(\/[A-Za-z0-9][-._A-Za-z0-9]*)*$/, 'must be a directory in the repository')
    .optional()
    .meta({ description: 'Directory of the generated manifests in the repository.', examples: ['dist'] }),
  namespace: dnsLabel.optional().meta({ description: 'Namespace of Argo CD.', examples: ['argocd'] }),
  project: dnsSubdomain.optional().meta({
    description: 'Name of the AppProject, the ApplicationSet and the root Application.',
    examples: ['pgfleet'],
  }),
  rootProject: dnsSubdomain.optional().meta({
    description: 'Project of the root Application, which may make projects: one of your administrators.',
    examples: ['default'],
  }),
  clusters: z
    .array(dnsSubdomain)
    .min(1)
    .max(100)
    .optional()
    .meta({
      description: 'Clusters that environments may name. Absent: any.',
      examples: [['in-cluster', 'frankfurt']],
    }),
  namespaces: z
    .array(
      z
        .string()
        .max(63)
        .regex(/^[a-z0-9][-a-z0-9]*\*?$/, 'must be a namespace, or a beginning and "*" like postgres-*'),
    )
    .max(100)
    .optional()
    .meta({
      description:
        'Namespaces that the project permits beside those of the environments that there are: an environment with deletionPolicy Delete must be in one, to be deleted when it is gone from Git. Absent: postgres-*.',
      examples: [['postgres-*', 'preview-*']],
    }),
  roles: z
    .array(role)
    .max(100)
    .optional()
    .meta({
      description: 'Who may do what with the Applications.',
      examples: [[{ name: 'developers', groups: ['shop-developers'], access: 'sync' }]],
    }),
  syncWindows: z
    .array(syncWindow)
    .max(100)
    .optional()
    .meta({
      description: 'When Argo CD may change something, and when not.',
      examples: [[{ kind: 'deny', schedule: '0 22 * * *', duration: '8h', environments: ['production'] }]],
    }),
  notifications: z
    .strictObject({
      service: dnsLabel.meta({
        description: 'Service of argocd-notifications-cm that sends them.',
        examples: ['slack'],
      }),
      recipients: z
        .record(labelValue, plainText(200))
        .optional()
        .meta({ description: 'Recipient of each owner.', examples: [{ 'team-shop': 'shop-databases' }] }),
      default: plainText(200)
        .optional()
        .meta({ description: 'Recipient of all other owners.', examples: ['databases'] }),
    })
    .optional()
    .meta({
      description: 'Who hears of an environment that is ready, degraded, about to be deleted, or cannot be synced.',
      examples: [{ service: 'slack', recipients: { 'team-shop': 'shop-databases' }, default: 'databases' }],
    }),
});

import { z } from 'zod';
import {
  annotations,
  bytes,
  cidr,
  cpu,
  dataKey,
  date,
  dnsLabel,
  dnsSubdomain,
  imageReference,
  labels,
  labelValue,
  port,
  postgresqlName,
  seconds,
} from './scalars';

/**
 * The contract of values.yaml: one zod object, from which the types, environments/values.schema.json and `pgfleet explain` come.
 * Every key is optional here, because a file is one layer of several; what must be present after merging is judged in
 * lib/defaults. Defaults stand in lib/defaults/profiles.ts and nowhere else.
 */

/** The majors of PostgreSQL that have a parameter table (lib/defaults/parameters). */
export const majors = ['15', '17', '18'] as const;
export type Major = (typeof majors)[number];

const images = z.strictObject({
  postgres: z
    .union([imageReference, z.partialRecord(z.enum(majors), imageReference)])
    .optional()
    .meta({
      description: 'Image of PostgreSQL: one reference, or one per major version.',
      examples: ['registry.example/pgfleet-postgres:17', { 17: 'registry.example/pgfleet-postgres:17' }],
    }),
  tools: imageReference.optional().meta({
    description:
      'Image of the Job that generates credentials: any with sh and curl. Absent: the PostgreSQL image, which must then carry curl.',
    examples: ['registry.example/pgfleet-postgres:17'],
  }),
});

const toleration = z.strictObject({
  key: z
    .string()
    .optional()
    .meta({ description: 'Key of the taint; absent: every taint.', examples: ['databases'] }),
  operator: z
    .enum(['Exists', 'Equal'])
    .optional()
    .meta({ description: 'Whether the taint must only exist or have the value.', examples: ['Exists'] }),
  value: z
    .string()
    .optional()
    .meta({ description: 'Value of the taint.', examples: ['true'] }),
  effect: z
    .enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute'])
    .optional()
    .meta({ description: 'Effect of the taint; absent: every effect.', examples: ['NoSchedule'] }),
  tolerationSeconds: z
    .int()
    .optional()
    .meta({
      description: 'NoExecute: how long the Pod may stay after the taint appears.',
      unit: 'seconds',
      examples: [300],
    }),
});

const scheduling = z.strictObject({
  nodeSelector: labels.optional().meta({ description: 'Labels that a node must carry.', examples: [{ disk: 'ssd' }] }),
  tolerations: z
    .array(toleration)
    .optional()
    .meta({
      description: 'Taints of nodes that the Pods accept.',
      examples: [[{ key: 'databases', operator: 'Exists' }]],
    }),
  affinity: z
    .record(z.string(), z.unknown())
    .optional()
    .meta({ description: 'Affinity as Kubernetes has it, passed through.', examples: [{ nodeAffinity: {} }] }),
  priorityClassName: z
    .union([dnsSubdomain, z.literal('')])
    .optional()
    .meta({ description: 'PriorityClass of the database Pod; empty: none.', examples: ['database'] }),
  drain: z
    .enum(['allow', 'block'])
    .optional()
    .meta({
      description:
        'block adds a PodDisruptionBudget, so that draining a node waits for a person. With one instance it blocks every drain.',
      examples: ['block'],
    }),
});

const serviceAccount = z.strictObject({
  annotations: annotations.optional().meta({
    description: 'Annotations of the ServiceAccount, for workload identity.',
    examples: [{ 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/orders' }],
  }),
  podLabels: labels.optional().meta({
    description: 'Further labels of the database Pod, for workload identity.',
    examples: [{ 'azure.workload.identity/use': 'true' }],
  }),
});

const storage = z.strictObject({
  size: bytes.optional().meta({
    description:
      'Size of the data volume. It can be raised by a merge where the StorageClass allows it, and never lowered.',
    unit: 'bytes',
    examples: ['20Gi'],
  }),
  storageClass: z
    .string()
    .min(1, 'must not be empty: leave the key out to use the default StorageClass of the cluster')
    .optional()
    .meta({
      description: 'StorageClass of the claims. Absent: the default of the cluster. Fixed for the life of a claim.',
      examples: ['fast'],
    }),
  walSize: bytes.optional().meta({
    description: 'Size of a volume of its own for the write-ahead log. Absent: the log lives on the data volume.',
    unit: 'bytes',
    examples: ['5Gi'],
  }),
  ephemeral: z
    .boolean()
    .optional()
    .meta({
      description: 'true: the data lives in an emptyDir and is gone with the Pod. For throw-away environments only.',
      examples: [true],
    }),
});

const resourceAmounts = z.strictObject({
  cpu: cpu.optional().meta({ description: 'CPU of the PostgreSQL container.', unit: 'cores', examples: ['500m'] }),
  memory: bytes
    .optional()
    .meta({ description: 'Memory of the PostgreSQL container.', unit: 'bytes', examples: ['1Gi'] }),
});

const probe = z.strictObject({
  periodSeconds: seconds.optional().meta({ description: 'Time between two probes.', unit: 'seconds', examples: [10] }),
  timeoutSeconds: seconds
    .optional()
    .meta({ description: 'Time after which a probe counts as failed.', unit: 'seconds', examples: [5] }),
  failureThreshold: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .meta({ description: 'Failures in a row after which Kubernetes acts.', unit: 'probes', examples: [6] }),
});

const database = z.strictObject({
  engine: z
    .enum(['StatefulSet'])
    .optional()
    .meta({ description: 'What runs the database.', examples: ['StatefulSet'] }),
  version: z
    .enum(majors, { error: `must be a supported major version in quotes: ${majors.map((m) => `"${m}"`).join(', ')}` })
    .optional()
    .meta({ description: 'Major version of PostgreSQL. Fixed for the life of the data.', examples: ['17'] }),
  name: postgresqlName
    .optional()
    .meta({ description: 'Name of the database.', unit: 'at most 63 bytes', examples: ['orders'] }),
  owner: postgresqlName.optional().meta({
    description: 'Role that owns the database and that applications log in as.',
    unit: 'at most 63 bytes',
    examples: ['orders'],
  }),
  dataChecksums: z
    .boolean()
    .optional()
    .meta({ description: 'Checksums of data pages. Decided when the data is created.', examples: [true] }),
  instances: z
    .literal(1)
    .optional()
    .meta({ description: 'Number of PostgreSQL servers.', examples: [1] }),
  generation: z
    .int()
    .min(1)
    .max(9999)
    .optional()
    .meta({
      description: 'Part of the names of the claims. Raising it starts beside the old data, on new, empty claims.',
      examples: [1],
    }),
  storage: storage.optional().meta({ description: 'Volumes.', examples: [{ size: '20Gi' }] }),
  resources: z
    .strictObject({
      requests: resourceAmounts.optional().meta({
        description: 'What the scheduler reserves. PostgreSQL is tuned for the memory requested.',
        examples: [{ cpu: '500m', memory: '1Gi' }],
      }),
      limits: resourceAmounts
        .optional()
        .meta({ description: 'What may not be exceeded.', examples: [{ memory: '1Gi' }] }),
    })
    .optional()
    .meta({
      description: 'CPU and memory of the PostgreSQL container.',
      examples: [{ requests: { cpu: '500m', memory: '1Gi' }, limits: { memory: '1Gi' } }],
    }),
  parameters: z
    .record(
      z
        .string()
        .regex(/^[A-Za-z_][A-Za-z0-9_$]*(\.[A-Za-z_][A-Za-z0-9_$]*)?$/, 'must be the name of a PostgreSQL parameter'),
      z.union([z.string(), z.number(), z.boolean()]),
    )
    .optional()
    .meta({
      description: 'Settings of postgresql.conf. What is not named here is derived from memory, CPU and storage.',
      examples: [{ work_mem: '16MB' }],
    }),
  extensions: z
    .array(z.string().regex(/^[a-z][a-z0-9_-]{0,62}$/, 'must be the name of an extension'))
    .optional()
    .meta({ description: 'Extensions to create in the database.', examples: [['pg_stat_statements']] }),
  initSql: z
    .array(z.string().min(1))
    .optional()
    .meta({
      description: 'SQL files beside values.yaml, run once, in this order, as the owner, when the data is created.',
      examples: [['schema.sql']],
    }),
  probes: z
    .strictObject({
      startup: probe.optional().meta({
        description: 'Until PostgreSQL answers; crash recovery counts as alive.',
        examples: [{ failureThreshold: 360 }],
      }),
      liveness: probe.optional().meta({
        description: 'Kubernetes restarts the container when this fails.',
        examples: [{ failureThreshold: 6 }],
      }),
      readiness: probe
        .optional()
        .meta({ description: 'The Service sends no client while this fails.', examples: [{ failureThreshold: 6 }] }),
    })
    .optional()
    .meta({ description: 'Timing of the probes.', examples: [{ liveness: { failureThreshold: 12 } }] }),
  shutdownSeconds: seconds.optional().meta({
    description: 'Longest time a fast shutdown may take before the Pod is killed.',
    unit: 'seconds',
    examples: [1800],
  }),
});

const credentials = z.strictObject({
  source: z
    .enum(['generated', 'existing', 'externalSecret', 'sealedSecret'])
    .optional()
    .meta({ description: 'Where the password comes from.', examples: ['generated'] }),
  secret: dnsSubdomain
    .optional()
    .meta({ description: 'existing: name of the Secret that you made.', examples: ['orders-login'] }),
  keys: z
    .strictObject({
      password: dataKey.optional().meta({ description: 'Key of the password.', examples: ['password'] }),
    })
    .optional()
    .meta({ description: 'existing: names of the keys in the Secret.', examples: [{ password: 'POSTGRES_PASSWORD' }] }),
  store: z

    .strictObject({
      name: dnsSubdomain.meta({ description: 'Name of the store.', examples: ['vault'] }),
      kind: z.enum(['SecretStore', 'ClusterSecretStore']).meta({
        description: 'Kind of the store: of the namespace or of the cluster.',
        examples: ['ClusterSecretStore'],
      }),
    })
    .optional()
    .meta({
      description: 'externalSecret: the store of External Secrets.',
      examples: [{ name: 'vault', kind: 'ClusterSecretStore' }],
    }),
  remote: z

    .strictObject({
      key: z
        .string()
        .min(1)
        .meta({ description: 'Entry of the store.', examples: ['teams/orders/database'] }),
      property: z
        .string()
        .min(1)
        .optional()
        .meta({ description: 'Field of the entry; absent: the whole entry.', examples: ['password'] }),
    })
    .optional()
    .meta({
      description: 'externalSecret: the entry of the password in the store.',
      examples: [{ key: 'teams/orders/database', property: 'password' }],
    }),
  refreshInterval: z
    .string()
    .regex(/^[0-9]+(s|m|h)$/, 'must be a time like 1h')
    .optional()
    .meta({ description: 'externalSecret: how often the store is read.', examples: ['1h'] }),
  encryptedPassword: z
    .string()
    .regex(/^[A-Za-z0-9+/=]{64,}$/, 'must be the output of kubeseal --raw')
    .optional()
    .meta({
      description: 'sealedSecret: the password, encrypted by kubeseal --raw for this namespace and Secret name.',
      examples: ['AgBy8hCi…'],
    }),
  readers: z

    .array(
      z.strictObject({
        namespace: dnsLabel.meta({ description: 'Namespace of the service account.', examples: ['shop'] }),
        serviceAccount: dnsSubdomain.meta({ description: 'Name of the service account.', examples: ['backend'] }),
      }),
    )
    .optional()
    .meta({
      description: 'Service accounts of other namespaces that may read this one Secret.',
      examples: [[{ namespace: 'shop', serviceAccount: 'backend' }]],
    }),
});

const peer = z.strictObject({
  namespace: dnsLabel.optional().meta({ description: 'Namespace by name.', examples: ['shop'] }),
  namespaceLabels: labels.optional().meta({ description: 'Namespaces by label.', examples: [{ team: 'shop' }] }),
  podLabels: labels.optional().meta({
    description: 'Pods by label; without a namespace: of the same namespace.',
    examples: [{ tier: 'backend' }],
  }),
  cidr: cidr
    .optional()
    .meta({ description: 'Range of addresses; not together with the others.', examples: ['10.1.0.0/16'] }),
});

const access = z.strictObject({
  namespaces: z
    .array(dnsLabel)
    .optional()
    .meta({ description: 'Namespaces whose Pods may connect: the short form of from.', examples: [['shop']] }),
  from: z
    .array(peer)
    .optional()
    .meta({
      description: 'Who may connect. Absent: the Pods of the same namespace.',
      examples: [[{ namespaceLabels: { team: 'shop' }, podLabels: { tier: 'backend' } }]],
    }),
});

const network = z.strictObject({
  apiServer: z
    .strictObject({
      cidrs: z
        .array(cidr)
        .min(1)
        .optional()
        .meta({ description: 'Addresses of the Kubernetes API server.', examples: [['10.0.0.1/32']] }),
      ports: z
        .array(port)
        .min(1)
        .optional()
        .meta({
          description: 'Ports of the API server, before and after address translation.',
          examples: [[443, 6443]],
        }),
    })
    .optional()
    .meta({
      description: 'Where the Job that generates credentials reaches the Kubernetes API server.',
      examples: [{ cidrs: ['10.0.0.1/32'] }],
    }),
});

const quota = z.strictObject({
  cpu: cpu
    .optional()
    .meta({ description: 'Sum of all CPU requests in the namespace.', unit: 'cores', examples: ['4'] }),
  memory: bytes.optional().meta({
    description: 'Sum of all memory requests and of all memory limits in the namespace.',
    unit: 'bytes',
    examples: ['8Gi'],
  }),
  storage: bytes
    .optional()
    .meta({ description: 'Sum of all claims in the namespace.', unit: 'bytes', examples: ['50Gi'] }),
});

/** Keys that an environment and the organisation's defaults share. */
const environmentKeys = {
  description: z
    .string()
    .max(1000)
    .optional()
    .meta({ description: 'What the environment is for, in a sentence.', examples: ['Orders of the shop'] }),
  owner: labelValue.optional().meta({
    description: 'Team that owns the environment: a label, and the owner in Backstage.',
    examples: ['team-orders'],
  }),
  labels: labels.optional().meta({ description: 'Labels on every object but the Pods, which a change would restart; theirs are serviceAccount.podLabels.', examples: [{ 'cost-center': '4711' }] }),
  profile: z
    .enum(['production', 'development'])
    .optional()
    .meta({ description: 'The defaults that everything below starts from.', examples: ['production'] }),
  cluster: dnsSubdomain
    .optional()
    .meta({ description: 'Name of the destination cluster in Argo CD.', examples: ['in-cluster'] }),
  namespace: z
    .union([
      dnsLabel,
      z.strictObject({
        name: dnsLabel.meta({ description: 'Name of the namespace.', examples: ['shop'] }),
        create: z
          .boolean()
          .optional()
          .meta({
            description: 'false: somebody else makes the namespace, and others live there too.',
            examples: [false],
          }),
      }),
    ])
    .optional()
    .meta({
      description:
        'Namespace. Absent: postgres-<environment>. With create: false it belongs to somebody else and is never touched.',
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
        'What happens to the data when the directory of the environment is removed. Absent: Retain, or Delete for ephemeral storage.',
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
  quota: quota.optional().meta({
    description: 'Limits of the namespace: a ResourceQuota and a LimitRange. Absent: none.',
    examples: [{ cpu: '4', memory: '8Gi', storage: '50Gi' }],
  }),
} as const;

/** environments/<env>/values.yaml. */
export const valuesSchema = z.strictObject(environmentKeys);
export type Values = z.infer<typeof valuesSchema>;

/** environments/defaults.yaml: the organisation's layer, and one more layer per profile. */
export const defaultsSchema = z.strictObject({
  ...environmentKeys,
  profiles: z
    .strictObject({ production: valuesSchema.optional(), development: valuesSchema.optional() })
    .optional()
    .meta({
      description: "The organisation's defaults per profile.",
      examples: [{ development: { database: { storage: { size: '2Gi' } } } }],
    }),
});
export type OrganisationDefaults = z.infer<typeof defaultsSchema>;

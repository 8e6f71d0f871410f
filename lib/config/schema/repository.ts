import { z } from 'zod';
import { bytes, dataKey, dnsSubdomain, port } from '../scalars';

/** One of secret, configMap, file and externalSecret, which lib/defaults/certificate-authority.ts judges after merging. */
const ca = z.strictObject({
  secret: dnsSubdomain.optional().meta({ description: 'Name of a Secret that holds it.', examples: ['minio-ca'] }),
  configMap: dnsSubdomain
    .optional()
    .meta({ description: 'Name of a ConfigMap that holds it.', examples: ['minio-ca'] }),
  key: dataKey.optional().meta({ description: 'Key of the Secret or ConfigMap.', examples: ['tls.crt'] }),
  file: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'PEM file beside values.yaml.', examples: ['minio-ca.pem'] }),
  externalSecret: z
    .strictObject({
      store: z
        .strictObject({
          name: dnsSubdomain.meta({ description: 'Name of the store.', examples: ['storage-namespace'] }),
          kind: z
            .enum(['SecretStore', 'ClusterSecretStore'])
            .meta({ description: 'Kind of the store.', examples: ['ClusterSecretStore'] }),
        })
        .meta({
          description: 'Store of External Secrets, also one that reads another namespace.',
          examples: [{ name: 'storage-namespace', kind: 'ClusterSecretStore' }],
        }),
      key: z
        .string()
        .min(1)
        .meta({ description: 'Entry of the store.', examples: ['minio-ca'] }),
      property: z
        .string()
        .min(1)
        .optional()
        .meta({ description: 'Field of the entry.', examples: ['tls.crt'] }),
    })
    .optional()
    .meta({
      description: 'It comes by External Secrets, for example from another namespace.',
      examples: [{ store: { name: 'storage-namespace', kind: 'ClusterSecretStore' }, key: 'minio-ca' }],
    }),
});

const cipher = z.strictObject({
  secret: dnsSubdomain.meta({ description: 'Secret that holds the passphrase.', examples: ['orders-backup-cipher'] }),
  key: dataKey.meta({ description: 'Key of the passphrase in the Secret.', examples: ['passphrase'] }),
  keptAt: z
    .string()
    .min(3)
    .max(200)
    .meta({
      description:
        'Where a copy of the passphrase is kept outside of this cluster. Without it no backup can be read once the cluster is gone.',
      examples: ['vault: databases/orders/backup'],
    }),
});

/** A repository of backups: ours, and in bootstrap that of somebody else. Every key is optional, since layers are merged before it is judged. */
export const repositoryKeys = {
  type: z
    .enum(['s3', 'volume'])
    .optional()
    .meta({ description: 'Where backups are kept.', examples: ['s3'] }),
  bucket: z
    .string()
    .regex(/^[a-z0-9][-.a-z0-9]{1,61}[a-z0-9]$/, 'must be the name of a bucket')
    .optional()
    .meta({ description: 's3: name of the bucket. It must exist.', examples: ['backups'] }),
  endpoint: z
    .string()
    .regex(/^[A-Za-z0-9]([-.A-Za-z0-9]*[A-Za-z0-9])?$/, 'must be a host name, without https:// and without a port')
    .optional()
    .meta({ description: 's3: host name of the service.', examples: ['minio.storage.svc'] }),
  port: port.optional().meta({ description: 's3: port of the service.', examples: [9000] }),
  region: z
    .string()
    .regex(/^[-a-z0-9]{1,50}$/, 'must be a region like us-east-1')
    .optional()
    .meta({ description: 's3: region; MinIO takes any.', examples: ['us-east-1'] }),
  uriStyle: z
    .enum(['host', 'path'])
    .optional()
    .meta({ description: 's3: bucket in the host name (AWS) or in the path (MinIO).', examples: ['path'] }),
  keyType: z
    .enum(['shared', 'web-id'])
    .optional()
    .meta({
      description: 's3: keys of a Secret (shared), or the workload identity of serviceAccount.annotations (web-id).',
      examples: ['shared'],
    }),
  credentialsSecret: dnsSubdomain
    .optional()
    .meta({ description: 's3: Secret of the namespace with the two keys.', examples: ['s3-keys'] }),
  credentialsKeys: z
    .strictObject({
      accessKeyId: dataKey
        .optional()
        .meta({ description: 'Key of the access key ID.', examples: ['AWS_ACCESS_KEY_ID'] }),
      secretAccessKey: dataKey
        .optional()
        .meta({ description: 'Key of the secret access key.', examples: ['AWS_SECRET_ACCESS_KEY'] }),
    })
    .optional()
    .meta({
      description: 's3: names of the keys in the Secret.',
      examples: [{ accessKeyId: 'rootUser', secretAccessKey: 'rootPassword' }],
    }),
  ca: ca.optional().meta({
    description:
      's3: certificate of the private authority that signed the certificate of the service: one of secret, configMap, file, externalSecret. Absent: the public ones.',
    examples: [{ secret: 'minio-ca', key: 'tls.crt' }],
  }),
  size: bytes
    .optional()
    .meta({ description: 'volume: size of the claim that holds the backups.', unit: 'bytes', examples: ['100Gi'] }),
  storageClass: z
    .string()
    .min(1)
    .optional()
    .meta({
      description: 'volume: StorageClass of that claim. Absent: the default of the cluster.',
      examples: ['slow'],
    }),
  cipher: cipher.optional().meta({
    description: 'Encrypts the repository (aes-256-cbc). It cannot be changed later.',
    examples: [{ secret: 'orders-backup-cipher', key: 'passphrase', keptAt: 'vault: databases/orders/backup' }],
  }),
} as const;

/** Name of the backups of one server in a repository. */
export const stanza = z
  .string()
  .regex(/^[a-zA-Z0-9][-_a-zA-Z0-9]{0,62}$/, 'must be letters, digits, "-" or "_"')
  .refine((name) => name !== 'global', 'must not be "global", which is a section of every pgbackrest.conf');

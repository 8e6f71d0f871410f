import { z } from 'zod';
import { dataKey, dnsLabel, dnsSubdomain } from '../scalars';

export const credentials = z.strictObject({
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
      examples: [`Ag${'A'.repeat(62)}`],
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

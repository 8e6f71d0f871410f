import { z } from 'zod';
import { dnsSubdomain } from '../scalars';

const hours = z.string().regex(/^[1-9][0-9]*h$/, 'must be whole hours like 2160h');

export const tls = z.strictObject({
  source: z
    .enum(['generated', 'certManager', 'existing'])
    .optional()
    .meta({
      description: 'Where the certificates of the server and of the Jobs of backups and checks come from.',
      examples: ['generated'],
    }),
  required: z
    .boolean()
    .optional()
    .meta({ description: 'true: a client without TLS is refused. Always true with access.public.', examples: [true] }),
  names: z
    .array(dnsSubdomain)
    .optional()
    .meta({
      description:
        'Further names of the server, beside those of its Services: what clients of access.public connect to.',
      examples: [['orders.db.example.com']],
    }),
  issuer: z
    .strictObject({
      name: dnsSubdomain.meta({ description: 'Name of the issuer.', examples: ['internal-ca'] }),
      kind: z
        .enum(['Issuer', 'ClusterIssuer'])
        .optional()
        .meta({
          description: 'Kind of the issuer. Absent: Issuer, one of the namespace.',
          examples: ['ClusterIssuer'],
        }),
    })
    .optional()
    .meta({
      description: 'certManager: the issuer, a private authority that also signs certificates of clients.',
      examples: [{ name: 'internal-ca', kind: 'ClusterIssuer' }],
    }),
  duration: hours
    .optional()
    .meta({ description: 'certManager: how long a certificate is valid.', unit: 'hours', examples: ['2160h'] }),
  renewBefore: hours
    .optional()
    .meta({ description: 'certManager: how long before its end it is renewed.', unit: 'hours', examples: ['720h'] }),
  secret: dnsSubdomain.optional().meta({
    description: 'existing: Secret of the server, with tls.crt, tls.key and ca.crt.',
    examples: ['orders-tls'],
  }),
  clientSecret: dnsSubdomain.optional().meta({
    description:
      'existing: Secret of the Jobs of backups and checks, with tls.crt, tls.key and ca.crt. Its common name is in docs/tls.md.',
    examples: ['orders-backup-tls'],
  }),
});

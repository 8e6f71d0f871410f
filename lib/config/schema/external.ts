import { z } from 'zod';
import { cidr, dataKey, dnsSubdomain, port, postgresqlName } from '../scalars';

/** An address of IPv6 is the only one with a colon: a port is a key of its own. */
const host = z
  .string()
  .max(253)
  .refine(
    (value) => /^[A-Za-z0-9]([-._A-Za-z0-9]*[A-Za-z0-9])?$/.test(value) || z.ipv6().safeParse(value).success,
    'must be a host name or an address, without a port',
  );

/** A server that somebody else runs. Every key is optional, since layers are merged before it is judged. */
export const external = z.strictObject({
  host: host.optional().meta({ description: 'Host name, as its certificate has it.', examples: ['db.example'] }),
  port: port.optional().meta({ description: 'Port.', examples: [5432] }),
  database: postgresqlName
    .optional()
    .meta({ description: 'The database to connect to first.', examples: ['postgres'] }),
  secret: dnsSubdomain
    .optional()
    .meta({ description: 'Secret of the namespace with user name and password.', examples: ['db-login'] }),
  keys: z
    .strictObject({
      username: dataKey.optional().meta({ description: 'Key of the user name.', examples: ['username'] }),
      password: dataKey.optional().meta({ description: 'Key of the password.', examples: ['password'] }),
    })
    .optional()
    .meta({
      description: 'Names of the keys in the Secret.',
      examples: [{ username: 'user', password: 'password' }],
    }),
  tls: z
    .strictObject({
      mode: z
        .enum(['verify-full', 'require'])
        .optional()
        .meta({
          description: 'verify-full: the certificate is that of the host. require: encrypted, to whoever answers.',
          examples: ['verify-full'],
        }),
      ca: z
        .strictObject({
          secret: dnsSubdomain.optional().meta({ description: 'Name of a Secret that holds it.', examples: ['db-ca'] }),
          configMap: dnsSubdomain
            .optional()
            .meta({ description: 'Name of a ConfigMap that holds it.', examples: ['db-ca'] }),
          key: dataKey.optional().meta({ description: 'Key of the Secret or ConfigMap.', examples: ['ca.crt'] }),
        })
        .optional()
        .meta({
          description: 'Private authority of its certificate. Absent: the public ones.',
          examples: [{ configMap: 'db-ca', key: 'ca.crt' }],
        }),
    })
    .optional()
    .meta({ description: 'How the connection is protected.', examples: [{ mode: 'verify-full' }] }),
  cidrs: z
    .array(cidr)
    .min(1, 'must name at least one range: leave the key out for any address')
    .max(100)
    .optional()
    .meta({
      description: 'Ranges of its addresses, for the NetworkPolicy. Absent: any address.',
      examples: [['192.0.2.10/32']],
    }),
});

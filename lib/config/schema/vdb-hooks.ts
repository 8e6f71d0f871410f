import { z } from 'zod';
import { dataKey, dnsLabel, dnsSubdomain, postgresqlName } from '../scalars';

/** A file beside values.yaml; whether it is there is judged in lib/defaults. */
const file = z.string().min(1, 'must be the name of a file beside values.yaml');

const variable = z.strictObject({
  name: z
    .string()
    .max(253)
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable, like SCHEMA')
    .meta({ description: 'Name of the environment variable.', examples: ['SCHEMA'] }),
  value: z
    .string()
    .max(4096)
    .optional()
    .meta({ description: 'Its text. Never a secret: this file goes into Git.', examples: ['shop'] }),
  secret: z
    .strictObject({
      name: dnsSubdomain.meta({ description: 'Name of a Secret of the namespace.', examples: ['mail-gateway'] }),
      key: dataKey.meta({ description: 'Key in the Secret.', examples: ['token'] }),
    })
    .optional()
    .meta({
      description: 'Where its text comes from, in the place of value.',
      examples: [{ name: 'mail-gateway', key: 'token' }],
    }),
});

/** In the order in which they can happen in the life of a VDB. */
const hookStages = ['pre-create', 'post-create', 'pre-refresh', 'post-refresh', 'pre-delete', 'post-delete'] as const;

export const hook = z.strictObject({
  name: dnsLabel.meta({ description: 'Name of the hook.', examples: ['init-schema'] }),
  stage: z.enum(hookStages).meta({ description: 'When the operator runs it.', examples: ['post-create'] }),
  sql: file.optional().meta({
    description: 'SQL file beside values.yaml. One of sql, command, commandFile.',
    examples: ['init-schema.sql'],
  }),
  command: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'Text of a shell command.', examples: ['psql -c "ANALYZE"'] }),
  commandFile: file
    .optional()
    .meta({ description: 'File of a shell command, beside values.yaml.', examples: ['mask.sh'] }),
  database: postgresqlName.optional().meta({
    description: 'Database that it runs in. Absent: database.name of the VDB.',
    examples: ['shop'],
  }),
  weight: z
    .int()
    .min(-1000)
    .max(1000)
    .optional()
    .meta({ description: 'Order within a stage, the lowest first. Absent: 5.', examples: [5] }),
  retries: z
    .int()
    .min(0)
    .max(100)
    .optional()
    .meta({ description: 'How often it is tried again. Absent: 3.', unit: 'attempts', examples: [3] }),
  env: z
    .array(variable)
    .max(100)
    .optional()
    .meta({ description: 'Environment variables.', examples: [[{ name: 'SCHEMA', value: 'shop' }]] }),
});

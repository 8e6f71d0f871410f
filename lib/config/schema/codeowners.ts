import { z } from 'zod';

/** Of the organisation, in environments/defaults.yaml only. */
export const codeowners = z.strictObject({
  prefix: z
    .string()
    .regex(/^@([A-Za-z0-9][A-Za-z0-9._-]*\/)*$/, 'must be "@" or end in a slash, like @example/')
    .max(200)
    .meta({
      description: 'What stands before `owner` there: "@example/" makes team-shop the team @example/team-shop.',
      examples: ['@example/'],
    }),
});

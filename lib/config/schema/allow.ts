import { z } from 'zod';
import { date, dnsSubdomain } from '../scalars';

/** Dangers that were looked at and are wanted: `pgfleet plan` shows them, and they do not block a merge. */
export const allow = z
  .array(
    z.strictObject({
      code: z
        .string()
        .regex(/^[a-z][a-z0-9-]*$/, 'must be a code of pgfleet plan, such as claim-deleted')
        .max(60)
        .meta({ description: 'Code of the finding, as pgfleet plan prints it.', examples: ['data-volume-changed'] }),
      object: z
        .string()
        .regex(/^[A-Za-z]+\/[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, 'must be KIND/NAME, such as StatefulSet/postgres')
        .max(320)
        .meta({ description: 'The object that it is about: KIND/NAME.', examples: ['StatefulSet/postgres'] }),
      reason: z
        .string()
        .min(1)
        .max(500)
        .meta({ description: 'Why it is wanted, for the next reader.', examples: ['Planned move to fast storage'] }),
      until: date
        .optional()
        .meta({ description: 'Last day on which it holds, in UTC. Absent: for ever.', examples: ['2026-12-01'] }),
    }),
  )
  .max(100);

/** What the organisation knows of its StorageClasses, which no manifest says. */
export const storageClasses = z.record(
  dnsSubdomain,
  z.strictObject({
    expandable: z
      .boolean()
      .optional()
      .meta({ description: 'Claims of the class can grow (allowVolumeExpansion).', examples: [true] }),
    encrypted: z
      .boolean()
      .optional()
      .meta({ description: 'Its volumes are encrypted.', examples: [true] }),
  }),
);

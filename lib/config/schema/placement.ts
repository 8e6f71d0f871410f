import { z } from 'zod';
import { majors } from '../majors';
import { annotations, dnsLabel, dnsSubdomain, imageReference, labels } from '../scalars';

export const images = z.strictObject({
  postgres: z
    .union([imageReference, z.partialRecord(z.enum(majors), imageReference)])
    .optional()
    .meta({
      description: 'Image of PostgreSQL: one reference, or one per major version.',
      examples: ['registry.example/pgfleet-postgres:17', { 17: 'registry.example/pgfleet-postgres:17' }],
    }),
  tools: imageReference.optional().meta({
    description:
      'Image of the Jobs of credentials, dumps and checks, with the programs that those need: images/postgres has them all. Absent: the PostgreSQL image.',
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

export const scheduling = z.strictObject({
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

export const serviceAccount = z.strictObject({
  annotations: annotations.optional().meta({
    description: 'Annotations of the ServiceAccount, for workload identity.',
    examples: [{ 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/orders' }],
  }),
  podLabels: labels.optional().meta({
    description: 'Further labels of the database Pod, for workload identity.',
    examples: [{ 'azure.workload.identity/use': 'true' }],
  }),
});

export const namespace = z.union([
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
]);

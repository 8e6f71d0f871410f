import { z } from 'zod';
import { bytes, cidr, cpu, dnsLabel, labels, port } from './scalars';

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

export const access = z.strictObject({
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

export const network = z.strictObject({
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

export const quota = z.strictObject({
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

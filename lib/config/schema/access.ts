import { z } from 'zod';
import { annotations, bytes, cidr, cpu, dnsLabel, labels, port } from '../scalars';

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

const team = z.strictObject({
  group: z
    .string()
    .max(200)
    .regex(
      // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there
      /^(?!system:)[^\u0000-\u001f\u007f]+$/,
      'must be a group of people: those that begin with "system:" are everybody, or programs',
    )
    .meta({
      description: 'Group, as the API server knows it: with the prefix that it gives to those of the single sign-on.',
      examples: ['oidc:shop-developers'],
    }),
  role: z.enum(['view', 'operate']).meta({
    description:
      'view: look at everything of the environment but Secrets, also at logs. operate: and back up, check, restart, connect with the Secret of the application.',
    examples: ['view'],
  }),
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
  teams: z
    .array(team)
    .min(1, 'must name at least one group: leave it out for nobody')
    .max(100)
    .optional()
    .meta({
      description: 'Groups of people with rights in the namespace, by kubectl: a Role and a RoleBinding. Absent: none.',
      examples: [[{ group: 'oidc:shop-developers', role: 'view' }]],
    }),
  public: z
    .strictObject({
      sourceRanges: z
        .array(cidr)
        .min(1, 'must name at least one range: an empty list would let everybody in')
        .meta({
          description: 'Addresses that may connect from outside of the cluster.',
          examples: [['203.0.113.0/24']],
        }),
      annotations: annotations.optional().meta({
        description: 'Annotations of the Service, for the load balancer of the cloud.',
        examples: [{ 'service.beta.kubernetes.io/aws-load-balancer-type': 'nlb' }],
      }),
    })
    .optional()
    .meta({
      description: 'A Service of type LoadBalancer, with TLS only. Absent: nobody from outside of the cluster.',
      examples: [{ sourceRanges: ['203.0.113.0/24'] }],
    }),
});

export const network = z.strictObject({
  apiServer: z
    .strictObject({
      cidrs: z
        .array(cidr)
        .min(1)
        .optional()
        .meta({
          description: 'Addresses of the Kubernetes API server. Absent: any address.',
          examples: [['10.0.0.1/32']],
        }),
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
      description: 'Where the Jobs of credentials, certificates and checks reach the Kubernetes API server.',
      examples: [{ cidrs: ['10.0.0.1/32'] }],
    }),
  s3: z
    .strictObject({
      cidrs: z
        .array(cidr)
        .min(1)
        .optional()
        .meta({ description: 'Addresses of the S3 service.', examples: [['10.2.0.0/16']] }),
      namespace: dnsLabel.optional().meta({
        description: 'Namespace of the S3 service, where it runs in the same cluster.',
        examples: ['storage'],
      }),
      podPort: port.optional().meta({
        description: 'Port of its Pods, after address translation. Absent: backup.repository.port.',
        examples: [9000],
      }),
    })
    .optional()
    .meta({
      description: 'Where backups reach the S3 service: a policy knows no host names. Absent: any address on its port.',
      examples: [{ namespace: 'storage', podPort: 9000 }],
    }),
  vdb: z
    .strictObject({
      operator: dnsLabel.optional().meta({
        description: 'Namespace of the Delphix operator, which may then connect to the VDBs.',
        examples: ['delphix'],
      }),
      egress: z
        .array(peer)
        .optional()
        .meta({
          description:
            'Where the Pods of the operator may go, beside their namespace and DNS. Absent: everywhere. [] is nowhere.',
          examples: [[{ cidr: '10.0.1.54/32' }]],
        }),
    })
    .optional()
    .meta({
      description: 'What the policies around VDBs must know of the Delphix operator.',
      examples: [{ operator: 'delphix' }],
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

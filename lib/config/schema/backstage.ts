import { z } from 'zod';
import { dnsSubdomain } from '../scalars';

/** A name in the catalog of Backstage. Source: Backstage docs, "Descriptor Format of Catalog Entities", metadata.name. */
const entityName = z
  .string()
  .regex(
    /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/,
    'must be 1 to 63 letters, digits, "-", "_" or ".", and begin and end with a letter or digit',
  );

/** Of the organisation, in environments/defaults.yaml only. */
export const backstage = z.strictObject({
  owner: entityName.meta({
    description:
      'Group in Backstage that owns the templates, the system of all databases, and environments without an owner.',
    examples: ['platform'],
  }),
  projectSlug: z
    .string()
    .regex(/^[A-Za-z0-9][-A-Za-z0-9]*\/[-A-Za-z0-9._]+$/, 'must be owner/repository, like example/databases')
    .optional()
    .meta({
      description:
        'This repository as its host knows it. Absent: the templates ask for it, and entities do not say where they come from.',
      examples: ['example/databases'],
    }),
  host: dnsSubdomain
    .optional()
    .meta({ description: 'Where the repository is: a host of `integrations.github`.', examples: ['github.com'] }),
  branch: z
    .string()
    .regex(/^[A-Za-z0-9][-A-Za-z0-9._/]*$/, 'must be the name of a branch')
    .optional()
    .meta({ description: 'Branch that pull requests go to. Absent: argocd.revision, or main.', examples: ['main'] }),
  system: entityName
    .optional()
    .meta({ description: 'System of all databases, which also has the documentation.', examples: ['databases'] }),
  namespace: entityName
    .optional()
    .meta({ description: 'Namespace of the entities in the catalog; groups are in default.', examples: ['default'] }),
});

import type { BackstageSettings } from '../defaults/backstage';
import { expression } from './expression';
import { environmentField, outputOf, pullRequest, repositoryPage, type Template, type Variant } from './template';

const environment = "parameters.environment | parseEntityRef | pick('name')";

/** The files that create-… makes; `filesToDelete` takes neither patterns nor directories. */
const files = ['values.yaml', 'catalog-info.yaml'];

/** A form whose answer removes one directory, in a pull request: of what the directory holds beside the two files it says so. */
export const deleteTemplate = (settings: BackstageSettings, variant: Variant): Template => {
  const { kind, noun } = variant;
  const id = expression(environment);
  // JSON schema cannot compare two answers.
  const confirmed = `parameters.confirmation === (${environment})`;
  return {
    name: `delete-${kind}`,
    title: `Delete a ${noun}`,
    description: `Opens a pull request that removes a ${noun}. Nothing happens before it is merged.`,
    tags: ['delete'],
    parameters: [
      {
        title: 'Environment',
        description: losses(noun),
        required: ['environment', 'confirmation'],
        properties: {
          environment: environmentField(settings, variant),
          confirmation: {
            title: 'Its name once more',
            description: 'Without it nothing is done.',
            type: 'string',
            'ui:help': 'The name as it stands above, without what is before the last slash.',
          },
        },
      },
      repositoryPage(settings),
    ],
    steps: [
      pullRequest(settings, expression(confirmed), {
        branchName: `backstage/delete-${id}`,
        title: `environments: delete ${id}`,
        description: `${losses(noun)} Asked for in Backstage. dist/ follows in a second commit.`,
        filesToDelete: files.map((file) => `environments/${id}/${file}`),
      }),
    ],
    output: outputOf(
      'The pull request is open. A workflow removes the manifests in it; its owners review and merge it. The entity leaves the catalog when Backstage has read the repository again.',
      'Nothing was done: the two names differ.',
      confirmed,
    ),
  };
};

const losses = (noun: string): string =>
  `The merge removes the ${noun} from Git and from Argo CD. With deletionPolicy Delete the database goes with all its data, at once; with Retain the database and its data stay in the cluster, without an owner, until an administrator deletes the namespace. Backups on S3 stay in either case. An environment with files of its own beside values.yaml (SQL, manifests) is deleted by "pgfleet delete" and a pull request of your own.`;

import { longestEnvironmentName } from '../config/environment-names';
import type { BackstageSettings } from '../defaults/backstage';
import { expression } from './expression';
import { field, type Parameter } from './parameter';
import { nameField, outputOf, pullRequest, repositoryPage, type Template, type Variant } from './template';

/** A form whose answers become one new directory, in a pull request. */
export const createTemplate = (
  settings: BackstageSettings,
  { kind, noun }: Variant,
  parameters: readonly Parameter[],
): Template => {
  const absent = 'not steps.present.output.entity';
  const id = expression('parameters.name');
  return {
    name: `create-${kind}`,
    title: `Create a ${noun}`,
    description: `Opens a pull request with a new ${noun}. After the merge Argo CD makes it.`,
    tags: ['create'],
    parameters: [
      page(
        'Environment',
        parameters.filter(({ paths: [path] }) => path?.length === 1),
        { name: nameField },
      ),
      page(
        firstUpper(noun),
        parameters.filter(({ paths: [path] }) => path?.length !== 1),
        {},
      ),
      repositoryPage(settings),
    ],
    steps: [
      {
        id: 'present',
        name: 'Look whether the name is free',
        action: 'catalog:fetch',
        input: { entityRef: `resource:${settings.namespace}/${id}`, optional: true },
      },
      {
        id: 'values',
        name: 'Write values.yaml and catalog-info.yaml',
        action: 'fetch:template',
        input: {
          url: './skeleton',
          targetPath: `pull-request/environments/${id}`,
          values: { name: id, ...Object.fromEntries(parameters.map((one) => [one.name, answer(one)])) },
        },
      },
      pullRequest(settings, expression(absent), {
        branchName: `backstage/create-${id}`,
        title: `environments: create ${id}`,
        description: `A new ${noun}, asked for in Backstage. dist/ follows in a second commit; read both before you merge.`,
        sourcePath: 'pull-request',
      }),
    ],
    output: outputOf(
      'The pull request is open. A workflow adds the manifests to it; its owners review and merge it, and Argo CD makes the environment within minutes.',
      `Nothing was done: the catalog has an environment of this name. Choose another, of at most ${longestEnvironmentName} characters.`,
      absent,
    ),
  };
};

const answer = ({ name, filter }: Parameter): string =>
  expression(`parameters.${name}${filter === undefined ? '' : ` | ${filter}`}`);

const page = (title: string, parameters: readonly Parameter[], first: Readonly<Record<string, object>>): object => ({
  title,
  required: [...Object.keys(first), ...parameters.filter(({ required }) => required).map(({ name }) => name)],
  properties: { ...first, ...Object.fromEntries(parameters.map((one) => [one.name, field(one)])) },
});

const firstUpper = (noun: string): string => noun.slice(0, 1).toUpperCase() + noun.slice(1);

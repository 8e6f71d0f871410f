import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEntityRef } from '@backstage/catalog-model';
import Ajv, { type ValidateFunction } from 'ajv';
import { Environment } from 'nunjucks';
import { parse } from 'yaml';

/**
 * What Backstage's scaffolder does with a template, without Backstage: forms judged by their JSON schema, and steps rendered by nunjucks with
 * Backstage's delimiters. Source: Backstage docs, "Writing Templates", "Templating Extensions" and the reference of the built-in actions.
 */
const nunjucks = new Environment(null, { autoescape: false, tags: { variableStart: '${{', variableEnd: '}}' } });
nunjucks.addFilter('parseEntityRef', (ref: string, context?: object) => parseEntityRef(ref, context));
nunjucks.addFilter('pick', (entity: Readonly<Record<string, unknown>>, key: string) => entity[key]);

const directory = join(__dirname, '..', '..', 'backstage');

export interface Template {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly parameters: readonly Page[];
    readonly steps: readonly Step[];
    readonly output: { readonly text: readonly { readonly content: string }[] };
  };
}
interface Page {
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}
interface Step {
  readonly id: string;
  readonly action: string;
  readonly if?: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export type Answers = Readonly<Record<string, unknown>>;

export const names = readdirSync(directory).filter((name) => existsSync(join(directory, name, 'template.yaml')));

const templates = new Map<string, Template>(
  names.map((name) => [name, parse(readFileSync(join(directory, name, 'template.yaml'), 'utf8'))]),
);
export const readTemplate = (name: string): Template => {
  const template = templates.get(name);
  if (template === undefined) throw new Error(`there is no template ${name}`);
  return template;
};

export const fieldsOf = ({ spec }: Template) => Object.assign({}, ...spec.parameters.map((page) => page.properties));

const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
const judges = new WeakMap<Page, ValidateFunction>();
const judgeOf = (page: Page): ValidateFunction => {
  const known = judges.get(page) ?? ajv.compile({ ...page, type: 'object' });
  judges.set(page, known);
  return known;
};

/** What the forms refuse: paths of answers. */
export const refused = ({ spec }: Template, answers: Answers): readonly string[] =>
  spec.parameters.flatMap((page) => {
    const judge = judgeOf(page);
    judge(answers);
    return (judge.errors ?? []).map(({ instancePath, params }) => `${instancePath}${params.missingProperty ?? ''}`);
  });

/** Text with its expressions replaced; a text that is one expression keeps the type of its value. */
const render = (value: unknown, context: object): unknown => {
  if (Array.isArray(value)) return value.map((item) => render(item, context));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, render(item, context)]));
  if (typeof value !== 'string') return value;
  const [, whole] = /^\$\{\{((?:(?!\$\{\{).)+)\}\}$/s.exec(value) ?? [];
  if (whole === undefined) return nunjucks.renderString(value, context);
  const dumped = nunjucks.renderString(`\${{ (${whole}) | dump }}`, context);
  return dumped === '' ? undefined : JSON.parse(dumped);
};

export interface PullRequest {
  /** Text by path in the repository. */
  readonly files: Readonly<Record<string, string>>;
  readonly filesToDelete: readonly string[];
  readonly branchName: string;
  readonly targetBranchName: string;
  readonly title: string;
  readonly repoUrl: string;
}

/** The pull request that a template opens, and what it says; `catalog`: the entities that are there. */
export const perform = (
  template: Template,
  parameters: Answers,
  catalog: readonly string[] = [],
): { readonly pullRequest: PullRequest | undefined; readonly text: string } => {
  const steps: Record<string, { readonly output: object }> = {};
  const workspace: Record<string, string> = {};
  let pullRequest: PullRequest | undefined;
  for (const { id, action, if: condition, input } of template.spec.steps) {
    const context = { parameters, steps };
    if (condition !== undefined && !render(condition, context)) continue;
    const given = render(input, context) as Readonly<Record<string, string>>;
    if (action === 'catalog:fetch')
      steps[id] = { output: { entity: catalog.includes(given.entityRef ?? '') ? { kind: 'Resource' } : null } };
    else if (action === 'fetch:template') {
      const from = join(directory, template.metadata.name, given.url ?? '');
      for (const file of readdirSync(from))
        workspace[`${given.targetPath}/${file}`] = nunjucks.renderString(readFileSync(join(from, file), 'utf8'), {
          values: given.values,
        });
    } else if (action === 'publish:github:pull-request') {
      const prefix = given.sourcePath === undefined ? '' : `${given.sourcePath}/`;
      const files = Object.entries(workspace).filter(([path]) => path.startsWith(prefix));
      pullRequest = {
        filesToDelete: [],
        ...(given as object),
        files: Object.fromEntries(files.map(([path, text]) => [path.slice(prefix.length), text])),
      } as unknown as PullRequest;
      steps[id] = { output: { remoteUrl: 'https://git.example/platform/databases/pull/1' } };
    } else throw new Error(`no template should use ${action}`);
  }
  const [text] = template.spec.output.text;
  return { pullRequest, text: String(render(text?.content, { parameters, steps })) };
};

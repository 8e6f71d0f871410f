import { settingSchema } from '../config/setting-schema';

/** One question of a template, and the keys of values.yaml that its answer becomes. */
export interface Parameter {
  /** As the step of the template calls it. */
  readonly name: string;
  readonly title: string;
  /** The first is the one that the form describes. */
  readonly paths: readonly (readonly string[])[];
  readonly required?: true;
  /** What stands below the field, in words: a form shows a pattern that does not match as it is (backstage/backstage#22575). */
  readonly help: string;
  /** In the place of free text: value and words. */
  readonly choices?: readonly (readonly [value: string, words: string])[];
  readonly default?: string;
  /** Narrower than the schema, where that takes more than a new environment should have. */
  readonly pattern?: string;
  readonly most?: number;
  /** Of Backstage: `ui:field` and its options, in the place of a text field. */
  readonly field?: Readonly<Record<string, unknown>>;
  /** How the answer is read; absent: as it is. */
  readonly filter?: string;
  /** A key that goes with the answer. */
  readonly with?: { readonly path: readonly string[]; readonly value: string };
}

type Node = Readonly<Record<string, unknown>>;

/** What of a JSON schema a form can show and check; `format` says the same as the pattern beside it, in words. */
const keywords = ['type', 'enum', 'format', 'pattern', 'minLength', 'maxLength'];

/** The field of a form: type, limits, description and example are those of values.yaml. */
export const field = (parameter: Parameter): Node => {
  const { title, paths, help, choices, pattern, most } = parameter;
  const [path = []] = paths;
  const { meta, json } = settingSchema(path);
  const { description = '', examples = [] } = meta;
  const limits: Node =
    choices === undefined ? limitsOf(json) : { type: 'string', enum: choices.map(([value]) => value) };
  const [example] = examples;
  return {
    title,
    description,
    ...limits,
    ...(choices === undefined ? {} : { enumNames: choices.map(([, words]) => words) }),
    ...(pattern === undefined ? {} : { pattern }),
    ...(most === undefined ? {} : { maxLength: most }),
    ...(parameter.default === undefined ? {} : { default: parameter.default }),
    ...(parameter.field ??
      (typeof example === 'string' && limits.enum === undefined ? { 'ui:placeholder': example } : {})),
    'ui:help': help,
  };
};

const limitsOf = (json: Node): Node => {
  const kept = Object.entries(json).filter(([keyword]) => keywords.includes(keyword));
  const own = Object.fromEntries(json.format === undefined ? kept : kept.filter(([keyword]) => keyword !== 'pattern'));
  return json.type === 'array' ? { ...own, items: limitsOf(json.items as Node), uniqueItems: true } : own;
};

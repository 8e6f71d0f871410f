import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { locationEntityV1alpha1Validator, systemEntityV1alpha1Validator } from '@backstage/catalog-model';
import { templateEntityV1beta3Validator } from '@backstage/plugin-scaffolder-common';
import * as fc from 'fast-check';
import { parse } from 'yaml';
import { catalogInfo } from '../../lib/backstage/catalog-info';
import { backstageFiles } from '../../lib/backstage/files';
import { environmentNameFault } from '../../lib/config/environment-names';
import { resolveBackstage } from '../../lib/defaults/backstage';
import { organisationDefaults } from '../../lib/fleet';
import { validate } from '../../lib/synth';
import { type Answers, fieldsOf, names, type PullRequest, perform, readTemplate, refused } from './scaffolder';

const root = join(__dirname, '..', '..');
const defaults = readFileSync(join(root, 'environments/defaults.yaml'));
const settings = resolveBackstage(organisationDefaults(defaults));
if (settings === undefined) throw new Error('defaults.yaml has the block backstage');

const project = mkdtempSync(join(tmpdir(), 'pgfleet-backstage-'));
afterAll(() => rmSync(project, { recursive: true, force: true }));

/** What `validate` says of a repository that a pull request was merged into. */
const judged = async ({ files }: PullRequest) => {
  const environments = join(project, 'environments');
  rmSync(environments, { recursive: true, force: true });
  mkdirSync(environments);
  writeFileSync(join(environments, 'defaults.yaml'), defaults);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), text);
  }
  const { diagnostics } = await validate({ root: project, only: [], prune: false, allowRename: false });
  return diagnostics;
};

const repoUrl = 'git.example?owner=platform&repo=databases';
const created = (name: string, answers: Answers): PullRequest => {
  const template = readTemplate(name);
  expect(refused(template, answers)).toEqual([]);
  const { pullRequest } = perform(template, answers);
  if (pullRequest === undefined) throw new Error('there is a pull request');
  return pullRequest;
};

const minimal = {
  name: 'orders-dev',
  owner: 'group:default/team-orders',
  profile: 'development',
  repoUrl,
};
const database = { ...minimal, databaseName: 'orders', databaseOwner: 'orders' };
const full = {
  ...database,
  description: 'Orders of the shop',
  profile: 'production',
  expiresOn: '2027-01-31',
  deletionPolicy: 'Delete',
  version: '17',
  storageSize: '20Gi',
  memory: '1Gi',
  extensions: ['pgcrypto', 'uuid-ossp'],
  accessNamespaces: ['shop', 'on'],
  noBackupReason: 'Rebuilt from the warehouse every night',
};

/** Texts that would break YAML, a template or a shell, were they part of one. */
const hostile = [
  '"quotes" and \'quotes\'',
  'colon: # and no comment',
  `\${{ values.name }} {{ name }} {% raw %} {# no #}`,
  'a\nprofile: production\n---\n',
  'on',
  '0o17',
  '12:30:45',
  '=',
  '~',
  '*alias &anchor !tag',
  '$(touch /tmp/x); `id`',
  'Größe \u{1f418}',
  '\\u0041 \\',
  '- list',
  ' lead and trail ',
  '\t',
];

/** Any answers that the form of a template takes; those of `required` are always there. */
const answersOf = (name: string, required: Answers): fc.Arbitrary<Answers & { readonly name: string }> => {
  const fields: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = Object.entries(
    fieldsOf(readTemplate(name)),
  );
  const fixed = ['owner', 'repoUrl', 'expiresOn'];
  const free = fields.filter(([key]) => !fixed.includes(key)).map(([key, field]) => [key, answer(field)] as const);
  return fc
    .record(Object.fromEntries(free), { requiredKeys: free.map(([key]) => key).filter((key) => key in required) })
    .map((answers) => ({ ...required, ...answers }) as Answers & { readonly name: string })
    .filter((answers) => refused(readTemplate(name), answers).length === 0);
};

const answer = (field: Readonly<Record<string, unknown>>): fc.Arbitrary<unknown> => {
  const { type, items, enum: values, pattern, minLength, maxLength = 100 } = field;
  if (type === 'array') return fc.uniqueArray(answer(items as typeof field), { maxLength: 3 });
  if (Array.isArray(values)) return fc.constantFrom(...values);
  const limits = { minLength: Number(minLength ?? 0), maxLength: Number(maxLength) };
  return pattern === undefined
    ? fc.string({ ...limits, unit: 'grapheme' })
    : fc.stringMatching(new RegExp(String(pattern)), { maxLength: Number(maxLength) });
};

test('what is committed is what the schema and defaults.yaml say (npm run schema)', () => {
  for (const [path, text] of backstageFiles(settings))
    expect([path, readFileSync(join(root, path), 'utf8')]).toEqual([path, text]);
});

describe.each(names)('%s', (name) => {
  const template = readTemplate(name);
  const fields: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = Object.entries(fieldsOf(template));

  test('is a Template as Backstage defines it', async () => {
    expect(await templateEntityV1beta3Validator.check(template as never)).toBe(true);
  });

  test('asks flat questions: no field hangs on another, and none is a form of its own', () => {
    const flat = ['string', 'array'];
    expect(fields.filter(([, { type }]) => !flat.includes(String(type)))).toEqual([]);
    expect(JSON.stringify(template.spec.parameters)).not.toMatch(/"(oneOf|anyOf|allOf|dependencies|if)":/);
  });

  test('explains every field in words, and offers every choice in words too', () => {
    expect(fields.filter(([, field]) => !field.title || !field.description || !field['ui:help'])).toEqual([]);
    const choices = fields.filter(([, field]) => field.enumNames !== undefined);
    expect(
      choices.filter(([, { enum: values, enumNames }]) => (values as []).length !== (enumNames as []).length),
    ).toEqual([]);
  });

  test('asks for no secret', () => {
    expect(
      fields.filter(([key, field]) => /password|secret|token/i.test(key) || field['ui:widget'] === 'password'),
    ).toEqual([]);
  });

  test('is registered', () => {
    expect(parse(readFileSync(join(root, 'backstage/location.yaml'), 'utf8')).spec.targets).toContain(
      `./${name}/template.yaml`,
    );
  });
});

test('one Location registers them, and the system that has the documentation', async () => {
  expect(
    await locationEntityV1alpha1Validator.check(parse(readFileSync(join(root, 'backstage/location.yaml'), 'utf8'))),
  ).toBe(true);
  expect(await systemEntityV1alpha1Validator.check(parse(readFileSync(join(root, 'catalog-info.yaml'), 'utf8')))).toBe(
    true,
  );
});

describe('the name of an environment', () => {
  const accepts = (name: string): boolean =>
    refused(readTemplate('create-database'), { ...database, name }).length === 0;

  test.each(['argocd', '', '-a', 'a-', 'A', 'a.b', 'a/b', '..', 'é', 'a b', 'a\n', 'x'.repeat(41), '{{ a }}'])(
    'is not %j',
    (name) => {
      expect(accepts(name)).toBe(false);
    },
  );

  test('is judged as the program judges it', () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[-a-z0-9]{1,45}$/));
    fc.assert(fc.property(text, (name) => expect(accepts(name)).toBe(environmentNameFault(name) === undefined)));
  });
});

describe('create-database', () => {
  test('with the fewest answers makes what validate accepts, and nothing that was not answered', async () => {
    const pullRequest = created('create-database', database);
    expect(await judged(pullRequest)).toEqual([]);
    expect(parse(pullRequest.files['environments/orders-dev/values.yaml'] ?? '')).toEqual({
      owner: 'team-orders',
      profile: 'development',
      database: { name: 'orders', owner: 'orders' },
    });
  });

  test('with every answer makes what validate accepts, and it says what was answered', async () => {
    const pullRequest = created('create-database', full);
    expect(Object.keys(fieldsOf(readTemplate('create-database'))).sort()).toEqual(Object.keys(full).sort());
    expect(await judged(pullRequest)).toEqual([]);
    const memory = { memory: '1Gi' };
    expect(parse(pullRequest.files['environments/orders-dev/values.yaml'] ?? '')).toEqual({
      description: 'Orders of the shop',
      owner: 'team-orders',
      profile: 'production',
      expiresOn: '2027-01-31',
      deletionPolicy: 'Delete',
      database: {
        name: 'orders',
        owner: 'orders',
        version: '17',
        storage: { size: '20Gi' },
        resources: { requests: memory, limits: memory },
        extensions: ['pgcrypto', 'uuid-ossp'],
      },
      access: { namespaces: ['shop', 'on'] },
      backup: { method: 'none', reason: 'Rebuilt from the warehouse every night' },
    });
  });

  test('begins with the line that editors read', () => {
    const { files } = created('create-database', database);
    expect(files['environments/orders-dev/values.yaml']).toMatch(
      /^# yaml-language-server: \$schema=\.\.\/values\.schema\.json\nowner: "team-orders"\n/,
    );
  });

  test.each(hostile)('takes %j for a text and nothing else', async (text) => {
    const reason = `because: ${text}`;
    const pullRequest = created('create-database', { ...full, description: text, noBackupReason: reason });
    expect(await judged(pullRequest)).toEqual([]);
    const { description, backup, ...rest } = parse(pullRequest.files['environments/orders-dev/values.yaml'] ?? '');
    expect([description, backup]).toEqual([text, { method: 'none', reason }]);
    expect(Object.keys(rest)).toEqual(['owner', 'profile', 'expiresOn', 'deletionPolicy', 'database', 'access']);
  });

  test('makes of any answers that its form takes what validate accepts, and the entity that synth would make', async () => {
    await fc.assert(
      fc.asyncProperty(answersOf('create-database', database), async (answers) => {
        const pullRequest = created('create-database', answers);
        expect(await judged(pullRequest)).toEqual([]);
        const id = answers.name;
        const { description = '', owner } = parse(pullRequest.files[`environments/${id}/values.yaml`] ?? '');
        const entity = catalogInfo(settings, { id, description, owner, namespace: `postgres-${id}`, kind: 'database' });
        expect(pullRequest.files[`environments/${id}/catalog-info.yaml`]).toBe(entity);
      }),
      { numRuns: 60 },
    );
  });

  test('opens a pull request with two files on a branch of its own', () => {
    const {
      files,
      filesToDelete,
      branchName,
      targetBranchName,
      repoUrl: repository,
    } = created('create-database', full);
    expect(Object.keys(files)).toEqual([
      'environments/orders-dev/catalog-info.yaml',
      'environments/orders-dev/values.yaml',
    ]);
    expect({ filesToDelete, branchName, targetBranchName, repository }).toEqual({
      filesToDelete: [],
      branchName: 'backstage/create-orders-dev',
      targetBranchName: 'main',
      repository: repoUrl,
    });
  });

  test('does nothing where the catalog has an environment of that name, and says so', () => {
    const template = readTemplate('create-database');
    const { pullRequest, text } = perform(template, database, ['resource:default/orders-dev']);
    expect({ pullRequest, text }).toEqual({ pullRequest: undefined, text: expect.stringMatching(/^Nothing was done/) });
    expect(perform(template, database, ['resource:default/orders']).text).toMatch(/^The pull request is open/);
  });
});

describe('delete-database', () => {
  const template = readTemplate('delete-database');
  const answers = { environment: 'resource:default/orders-dev', confirmation: 'orders-dev', repoUrl };

  test('removes exactly the two files that were made', () => {
    expect(refused(template, answers)).toEqual([]);
    const { pullRequest, text } = perform(template, answers);
    expect(pullRequest?.filesToDelete.toSorted()).toEqual(Object.keys(created('create-database', full).files));
    expect({ files: pullRequest?.files, branch: pullRequest?.branchName }).toEqual({
      files: {},
      branch: 'backstage/delete-orders-dev',
    });
    expect(text).toMatch(/^The pull request is open/);
  });

  test.each(['', 'orders', 'resource:default/orders-dev', 'ORDERS-DEV', "' or true"])(
    'does nothing where %j is typed for the name',
    (confirmation) => {
      const { pullRequest, text } = perform(template, { ...answers, confirmation });
      expect({ pullRequest, text }).toEqual({
        pullRequest: undefined,
        text: expect.stringMatching(/^Nothing was done/),
      });
    },
  );

  test('offers environments of this kind only, as their entities say it', () => {
    const options = fieldsOf(template).environment['ui:options'];
    const entity = parse(readFileSync(join(root, 'environments/dev/catalog-info.yaml'), 'utf8'));
    const filter = {
      kind: entity.kind,
      'spec.type': entity.spec.type,
      'metadata.labels.pgfleet.dev/kind': entity.metadata.labels['pgfleet.dev/kind'],
    };
    expect(options).toEqual({ catalogFilter: [filter], allowArbitraryValues: false });
  });

  test.each(['dev', 'group:default/dev', 'resource:default/..', 'resource:default/a/b', 'resource:other/dev'])(
    'takes %j for no environment',
    (environment) => expect(refused(template, { ...answers, environment })).toEqual(['/environment']),
  );

  test('says what will be lost before it is asked, and to who reviews it', () => {
    const [page] = template.spec.parameters;
    const [step] = template.spec.steps;
    for (const words of [page, step?.input])
      expect(words).toMatchObject({ description: expect.stringMatching(/with all its data/) });
  });
});

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

const minimal = { name: 'orders-dev', owner: 'group:default/team-orders', profile: 'development', repoUrl };
const shared = {
  ...minimal,
  description: 'Orders of the shop',
  profile: 'production',
  expiresOn: '2027-01-31',
  deletionPolicy: 'Delete',
  memory: '1Gi',
  accessNamespaces: ['shop', 'on'],
};
const sharedValues = {
  description: 'Orders of the shop',
  owner: 'team-orders',
  profile: 'production',
  expiresOn: '2027-01-31',
  deletionPolicy: 'Delete',
  access: { namespaces: ['shop', 'on'] },
};
const least = { owner: 'team-orders', profile: 'development' };
const resources = { requests: { memory: '1Gi' }, limits: { memory: '1Gi' } };

const database = { ...minimal, databaseName: 'orders', databaseOwner: 'orders' };
const vdb = { ...minimal, source: '10.0.1.54:largedb', databaseName: 'orders' };

/** Sample answers of each template, and what values.yaml says for them. */
const variants = [
  {
    kind: 'database',
    namespace: 'postgres-',
    fewest: database,
    fewestValues: { ...least, database: { name: 'orders', owner: 'orders' } },
    all: {
      ...database,
      ...shared,
      version: '17',
      storageSize: '20Gi',
      extensions: ['pgcrypto', 'uuid-ossp'],
      noBackupReason: 'Rebuilt from the warehouse every night',
    },
    allValues: {
      ...sharedValues,
      database: {
        name: 'orders',
        owner: 'orders',
        version: '17',
        storage: { size: '20Gi' },
        resources,
        extensions: ['pgcrypto', 'uuid-ossp'],
      },
      backup: { method: 'none', reason: 'Rebuilt from the warehouse every night' },
    },
  },
  {
    kind: 'vdb',
    namespace: 'postgres-vdbs-',
    fewest: vdb,
    fewestValues: {
      ...least,
      vdb: { source: { type: 'dct-source', reference: '10.0.1.54:largedb' }, database: { name: 'orders' } },
    },
    all: { ...vdb, ...shared, databaseUser: 'reader' },
    allValues: {
      ...sharedValues,
      vdb: {
        source: { type: 'dct-source', reference: '10.0.1.54:largedb' },
        database: { name: 'orders', user: 'reader' },
        resources,
      },
    },
  },
] as const;

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

const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

const answer = (field: Readonly<Record<string, unknown>>): fc.Arbitrary<unknown> => {
  const { type, items, enum: values, pattern, minLength, maxLength = 100 } = field;
  if (type === 'array') return fc.uniqueArray(answer(items as typeof field), { maxLength: 3 });
  if (Array.isArray(values)) return fc.constantFrom(...values);
  const limits = { minLength: Number(minLength ?? 0), maxLength: Number(maxLength) };
  return pattern === undefined
    ? fc.string({ ...limits, unit: 'grapheme' }).filter((text) => !invisible.test(text))
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

const valuesOf = ({ files }: PullRequest) => parse(files['environments/orders-dev/values.yaml'] ?? '');

describe.each(variants)('create-$kind', ({ kind, namespace, fewest, fewestValues, all, allValues }) => {
  const name = `create-${kind}`;
  const template = readTemplate(name);

  test('with the fewest answers makes what validate accepts, and nothing that was not answered', async () => {
    const pullRequest = created(name, fewest);
    expect(await judged(pullRequest)).toEqual([]);
    expect(valuesOf(pullRequest)).toEqual(fewestValues);
  });

  test('with every answer makes what validate accepts, and it says what was answered', async () => {
    expect(Object.keys(all).sort()).toEqual(Object.keys(fieldsOf(template)).sort());
    const pullRequest = created(name, all);
    expect(await judged(pullRequest)).toEqual([]);
    expect(valuesOf(pullRequest)).toEqual(allValues);
  });

  test('begins with the line that editors read', () => {
    const { files } = created(name, fewest);
    expect(files['environments/orders-dev/values.yaml']).toMatch(
      /^# yaml-language-server: \$schema=\.\.\/values\.schema\.json\nowner: "team-orders"\n/,
    );
  });

  test.each(hostile)('takes %j for a text and nothing else', async (text) => {
    const pullRequest = created(name, { ...all, description: text });
    expect(await judged(pullRequest)).toEqual([]);
    expect(valuesOf(pullRequest)).toEqual({ ...allValues, description: text });
  });

  test('makes of any visible answers that its form takes what validate accepts, and the entity that synth would make', async () => {
    await fc.assert(
      fc.asyncProperty(answersOf(name, fewest), async (answers) => {
        const pullRequest = created(name, answers);
        expect(await judged(pullRequest)).toEqual([]);
        const id = answers.name;
        const { description = '', owner } = parse(pullRequest.files[`environments/${id}/values.yaml`] ?? '');
        const entity = catalogInfo(settings, { id, description, owner, namespace: `${namespace}${id}`, kind });
        expect(pullRequest.files[`environments/${id}/catalog-info.yaml`]).toBe(entity);
      }),
      { numRuns: 60 },
    );
  });

  test('opens a pull request with two files on a branch of its own', () => {
    const { files, filesToDelete, branchName, targetBranchName, repoUrl: repository } = created(name, all);
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
    const { pullRequest, text } = perform(template, fewest, ['resource:default/orders-dev']);
    expect({ pullRequest, text }).toEqual({ pullRequest: undefined, text: expect.stringMatching(/^Nothing was done/) });
    expect(perform(template, fewest, ['resource:default/orders']).text).toMatch(/^The pull request is open/);
  });
});

test('what a reader cannot see passes the form, and validate names it', async () => {
  const pullRequest = created('create-database', { ...database, description: 'a\u2028b' });
  expect(await judged(pullRequest)).toMatchObject([
    { code: 'invalid-value', line: 2, message: expect.stringContaining('U+2028') },
  ]);
});

test('a reason is a text and nothing else', async () => {
  const [{ all }] = variants;
  for (const text of hostile) {
    const reason = `because: ${text}`;
    const pullRequest = created('create-database', { ...all, noBackupReason: reason });
    expect(await judged(pullRequest)).toEqual([]);
    expect(valuesOf(pullRequest).backup).toEqual({ method: 'none', reason });
  }
});

describe.each(variants)('delete-$kind', ({ kind, fewest }) => {
  const template = readTemplate(`delete-${kind}`);
  const answers = { environment: 'resource:default/orders-dev', confirmation: 'orders-dev', repoUrl };

  test('removes exactly the two files that were made', () => {
    expect(refused(template, answers)).toEqual([]);
    const { pullRequest, text } = perform(template, answers);
    expect(pullRequest?.filesToDelete.toSorted()).toEqual(Object.keys(created(`create-${kind}`, fewest).files));
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
    const entity = parse(
      readFileSync(join(root, `environments/${kind === 'vdb' ? 'vdb-' : ''}dev/catalog-info.yaml`), 'utf8'),
    );
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

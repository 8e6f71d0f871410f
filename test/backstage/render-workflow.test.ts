import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { perform, readTemplate } from './scaffolder';

/** The steps of .github/workflows/render.yml that are shell, run as GitHub runs them, on repositories of this machine. */
const root = join(__dirname, '..', '..');
const workflow = parse(readFileSync(join(root, '.github/workflows/render.yml'), 'utf8'));
const steps: readonly Step[] = workflow.jobs.render.steps;

interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

const run = (cwd: string, command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  return { status, text: stdout + stderr };
};

const git = (cwd: string, ...args: readonly string[]): string => {
  const { status, text } = run(cwd, 'git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args]);
  if (status !== 0) throw new Error(text);
  return text.trim();
};

interface Repository {
  /** Where people push to. */
  readonly origin: string;
  readonly base: string;
  /** A clone with a branch of one commit. */
  readonly branch: (name: string, files: Readonly<Record<string, string | undefined>>) => string;
}

/** A repository with two environments, rendered, and a program at its place that is the one under test. */
const repository = (): Repository => {
  const folder = mkdtempSync(join(tmpdir(), 'pgfleet-render-'));
  made.push(folder);
  const origin = join(folder, 'origin');
  const put = (at: string, path: string, text: string | undefined): void => {
    mkdirSync(dirname(join(at, path)), { recursive: true });
    if (text === undefined) rmSync(join(at, path));
    else writeFileSync(join(at, path), text);
  };
  const main = join(folder, 'main');
  git(folder, 'init', '--quiet', '--bare', '--initial-branch=main', origin);
  git(folder, 'clone', '--quiet', origin, main);
  put(main, '.gitignore', '/.cache/\n');
  put(main, 'bin/pgfleet.js', `require(${JSON.stringify(join(root, 'bin/pgfleet.js'))});\n`);
  put(main, '.github/workflows/render.yml', JSON.stringify(workflow));
  put(main, 'environments/defaults.yaml', readFileSync(join(root, 'environments/defaults.yaml'), 'utf8'));
  for (const path of ['environments/dev/values.yaml', 'environments/qa/values.yaml'])
    put(main, path, readFileSync(join(root, path), 'utf8'));
  run(main, process.execPath, ['bin/pgfleet.js', 'synth']);
  const commit = (at: string): void => {
    git(at, 'add', '--all');
    // A checkout has no empty folders.
    git(at, 'clean', '--quiet', '-d', '--force');
    git(at, 'commit', '--quiet', '--message', 'what a test makes');
    git(at, 'push', '--quiet', '--force', 'origin', 'HEAD');
  };
  git(main, 'checkout', '--quiet', '-B', 'main');
  commit(main);
  return {
    origin,
    base: git(main, 'rev-parse', 'HEAD'),
    branch: (name, files) => {
      const clone = mkdtempSync(join(folder, 'clone-'));
      git(folder, 'clone', '--quiet', origin, clone);
      git(clone, 'checkout', '--quiet', '-B', name);
      for (const [path, text] of Object.entries(files)) put(clone, path, text);
      commit(clone);
      return clone;
    },
  };
};

/** Runs the shell steps until one fails; what was said, and which steps ran. */
const render = ({ base }: Repository, clone: string) => {
  const temporary = mkdtempSync(join(clone, '..', 'runner-'));
  const outputFile = join(temporary, 'output');
  const outputs = new Map([['steps.token.outputs.token', 'none']]);
  const fill = (text: string): string =>
    text.replace(/\$\{\{ (.*?) \}\}/g, (_, name: string) =>
      name === 'github.event.pull_request.base.sha' ? base : (outputs.get(name) ?? `<${name}>`),
    );
  const ran: string[] = [];
  let said = '';
  for (const { id, name, run: script, if: condition, env = {} } of steps) {
    if (script === undefined || name === undefined || condition?.includes('RENDER_APP_ID')) continue;
    if (condition !== undefined && outputs.get('steps.render.outputs.changed') !== 'true') continue;
    writeFileSync(outputFile, '');
    const { status, text } = run(clone, 'bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
      BRANCH: git(clone, 'rev-parse', '--abbrev-ref', 'HEAD'),
      RUNNER_TEMP: temporary,
      GITHUB_OUTPUT: outputFile,
      ...Object.fromEntries(Object.entries(env).map(([key, value]) => [key, fill(value)])),
    });
    said += text;
    if (status !== 0) return { said, ran, failed: name };
    ran.push(name);
    for (const line of readFileSync(outputFile, 'utf8').split('\n')) {
      const [key, value = ''] = line.split('=');
      if (key !== '') outputs.set(`steps.${id}.outputs.${key}`, value);
    }
  }
  return { said, ran, failed: undefined };
};

const create = () => {
  const answers = {
    name: 'orders',
    owner: 'team-orders',
    profile: 'development',
    databaseName: 'orders',
    databaseOwner: 'orders',
    repoUrl: 'git.example?owner=platform&repo=databases',
  };
  const { pullRequest } = perform(readTemplate('create-database'), answers);
  if (pullRequest === undefined) throw new Error('there is a pull request');
  return pullRequest;
};

test('a new environment is rendered into its own pull request, once', () => {
  const repo = repository();
  const { branchName, files } = create();
  const clone = repo.branch(branchName, files);
  expect(render(repo, clone)).toMatchObject({ failed: undefined, ran: expect.arrayContaining(['Push']) });
  const pushed = git(repo.origin, 'ls-tree', '-r', '--name-only', branchName).split('\n');
  expect(pushed).toContain('dist/orders/StatefulSet.postgres.yaml');
  expect(git(repo.origin, 'log', '--format=%s', `main..${branchName}`).split('\n')).toEqual([
    'dist: create orders',
    'what a test makes',
  ]);
  // The entity that the template wrote is the one that synth would write.
  expect(git(repo.origin, 'diff', '--name-only', `${branchName}~`, branchName)).not.toContain('catalog-info.yaml');

  // Our own push starts it again.
  expect(render(repo, clone).ran).not.toContain('Push');
  expect(run(clone, process.execPath, ['bin/pgfleet.js', 'synth', '--check']).status).toBe(0);
});

test('a deletion takes the manifests with it, also of an environment whose data stays', () => {
  const repo = repository();
  const template = readTemplate('delete-database');
  const answers = { environment: 'resource:default/dev', confirmation: 'dev', repoUrl: 'git.example?owner=a&repo=b' };
  const { pullRequest } = perform(template, answers);
  const branchName = pullRequest?.branchName ?? '';
  const gone = Object.fromEntries((pullRequest?.filesToDelete ?? []).map((path) => [path, undefined]));
  expect(render(repo, repo.branch(branchName, gone))).toMatchObject({ failed: undefined });
  expect(git(repo.origin, 'ls-tree', '-r', '--name-only', branchName)).not.toMatch(/^(dist|environments)\/dev\//m);
});

describe('nothing is rendered', () => {
  const repo = repository();
  const { files } = create();
  const check = 'The pull request is what a template makes';

  test.each([
    [
      'where more is changed than a template makes',
      'backstage/create-orders',
      { ...files, 'bin/pgfleet.js': 'evil' },
      'bin/pgfleet.js',
    ],
    [
      'where another environment is changed',
      'backstage/create-orders',
      { ...files, 'environments/dev/values.yaml': 'a: b\n' },
      'environments/dev/values.yaml',
    ],
    [
      'where the environment is there already',
      'backstage/create-dev',
      { 'environments/dev/values.yaml': 'a: b\n' },
      'dev exists already',
    ],
    ['where the name of the branch is no such name', 'backstage/create-Orders', files, 'give yours another name'],
    [
      'where files would be left',
      'backstage/delete-dev',
      { 'environments/dev/values.yaml': undefined },
      'environments/dev/catalog-info.yaml',
    ],
  ] as const)('%s', (_, branch, change, words) => {
    expect(render(repo, repo.branch(branch, change))).toMatchObject({
      failed: check,
      said: expect.stringMatching(new RegExp(`::error title=.*${words}`)),
    });
  });

  test('where the values have mistakes', () => {
    const wrong = { 'environments/orders/values.yaml': 'ownr: x\n', 'environments/orders/catalog-info.yaml': '' };
    expect(render(repo, repo.branch('backstage/create-orders', wrong))).toMatchObject({ failed: 'Render' });
  });
});

test('no code of a pull request runs beside the token', () => {
  expect(workflow.on).toEqual({ pull_request: expect.objectContaining({ paths: ['environments/**'] }) });
  const token = steps.findIndex(({ id }) => id === 'token');
  expect(steps.slice(token + 1).map(({ name }) => name)).toEqual(['Push']);
  expect(steps[0]?.with).toMatchObject({ 'persist-credentials': false });
  const programs = steps.flatMap(({ run: script = '' }) =>
    [...script.matchAll(/\bnode (\S+)/g)].map(([, path]) => path),
  );
  expect(programs).toEqual(['"$RUNNER_TEMP/program/bin/pgfleet.js"']);
});

test('may read, and pushes as the App: GITHUB_TOKEN is named nowhere', () => {
  expect([workflow.permissions, workflow.jobs.render.permissions]).toEqual([{}, { contents: 'read' }]);
  expect(JSON.stringify(workflow)).not.toMatch(/GITHUB_TOKEN|github\.token/);
});

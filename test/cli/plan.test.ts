import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { makeProject, type Project, removeProjects, values } from './project';

afterAll(removeProjects);

const git = (project: Project, ...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.org', ...args], {
    cwd: project.root,
    encoding: 'utf8',
  });

const orders = `${values('orders')}  storage: {size: 4Gi}\n`;

let first: Project | undefined;

/** A fleet of two environments, synthesized and committed; a copy of its own for each test. */
const committed = (): Project => {
  first ??= makeCommitted();
  const project = makeProject({});
  cpSync(first.root, project.root, { recursive: true, preserveTimestamps: true });
  return project;
};

const makeCommitted = (): Project => {
  const project = makeProject({ orders, stock: values('stock') });
  project.write('.gitignore', '.cache/\n');
  project.pgfleet(['synth']);
  git(project, 'init', '--quiet', '--initial-branch=main');
  git(project, 'add', '--all');
  git(project, 'commit', '--quiet', '--message=fleet');
  return project;
};

interface Change {
  readonly environment: string;
  readonly class: string;
  readonly code: string;
  readonly cause: string;
}

const changesOf = (project: Project, ...args: readonly string[]): readonly Change[] =>
  JSON.parse(project.pgfleet(['plan', '-o', 'json', ...args]).stdout).changes;

test('nothing changed, nothing is said, and nothing is written', () => {
  const project = committed();
  const before = project.dist();
  expect(project.pgfleet(['plan'])).toMatchObject({ code: 0, stdout: 'nothing changes\n' });
  expect(project.dist()).toEqual(before);
  expect(git(project, 'status', '--porcelain')).toBe('');
});

describe('a line of values.yaml that changed', () => {
  const project = committed();
  project.write('environments/orders/values.yaml', orders.replace('4Gi', '2Gi'));

  test('is judged although dist/ is stale, and although synth would refuse it', () => {
    expect(changesOf(project).map(({ class: risk, code }) => `${risk} ${code}`)).toContain('refused claim-shrinks');
    expect(project.pgfleet(['synth']).code).toBe(2);
  });

  test('is named as the cause', () => {
    const causes = new Set(changesOf(project).map(({ cause }) => cause));
    expect([...causes]).toEqual(['environments/orders/values.yaml:6:13 database.storage.size']);
  });

  test('says nothing of environments that do not change', () => {
    expect(new Set(changesOf(project).map(({ environment }) => environment))).toEqual(new Set(['orders']));
    expect(changesOf(project, 'stock')).toEqual([]);
  });

  test('ends with 1 where it is as bad as --fail-on, and with 0 where it is not', () => {
    expect(project.pgfleet(['plan', '--fail-on', 'refused']).code).toBe(1);
    expect(project.pgfleet(['plan', '--fail-on', 'data-loss']).code).toBe(0);
    expect(project.pgfleet(['plan']).code).toBe(0);
  });

  test('is a mark beside that line in a pull request', () => {
    expect(project.pgfleet(['plan', '-o', 'github']).stdout).toContain(
      '::error file=environments/orders/values.yaml,line=6,col=13,title=refused claim-shrinks::orders: PersistentVolumeClaim/postgres-data-1',
    );
  });

  test('is a comment that the workflow finds again', () => {
    expect(project.pgfleet(['plan', '-o', 'markdown']).stdout).toMatch(
      /^<!-- pgfleet-plan -->\n## pgfleet plan\n\nrefused: /,
    );
  });
});

describe('a danger that is allowed', () => {
  const allowing = (until: string): Project => {
    const project = committed();
    const allow = `allow:\n- {code: claim-shrinks, object: PersistentVolumeClaim/postgres-data-1, reason: Made anew by hand${until}}\n`;
    project.write('environments/orders/values.yaml', orders.replace('4Gi', '2Gi') + allow);
    return project;
  };

  test('is shown with its reason and does not count', () => {
    const { code, stdout } = allowing('').pgfleet(['plan', '--fail-on', 'refused']);
    expect({ code, shown: stdout.includes('allowed: Made anew by hand') }).toEqual({ code: 0, shown: true });
  });

  test('counts again after its last day', () => {
    const { code, stdout } = allowing(', until: 2020-01-01').pgfleet(['plan', '--fail-on', 'refused']);
    expect({ code, shown: stdout.includes('it was allowed until 2020-01-01') }).toEqual({ code: 1, shown: true });
  });

  test('that does not exist is named', () => {
    const project = committed();
    const allow = 'allow:\n- {code: claim-shrinks, object: PersistentVolumeClaim/other, reason: Nothing}\n';
    project.write('environments/orders/values.yaml', orders.replace('4Gi', '2Gi') + allow);
    expect(project.pgfleet(['plan']).stderr).toContain(
      'allow claim-shrinks of PersistentVolumeClaim/other in orders fits no change',
    );
  });
});

test('a StorageClass that the organisation describes answers whether a claim grows', () => {
  const project = committed();
  const size = (size: string) => `${values('orders')}  storage: {size: ${size}, storageClass: fast}\n`;
  project.write('environments/orders/values.yaml', size('4Gi'));
  project.write(
    'environments/defaults.yaml',
    `${project.read('environments/defaults.yaml')}storageClasses: {fast: {expandable: true}}\n`,
  );
  project.remove('dist');
  project.pgfleet(['synth', '--prune']);
  git(project, 'add', '--all');
  git(project, 'commit', '--quiet', '--message=fast');
  project.write('environments/orders/values.yaml', size('8Gi'));
  expect(changesOf(project).map(({ code }) => code)).toContain('claim-grows');
});

test('an environment that is removed is gone, also while dist/ still holds it', () => {
  const project = committed();
  project.remove('environments/orders');
  const found = changesOf(project).map(({ environment, code }) => `${environment} ${code}`);
  expect(found).toContain('orders data-orphaned');
});

test('an environment that is new is made, before anybody synthesized it', () => {
  const project = committed();
  project.write('environments/fresh/values.yaml', values('fresh'));
  expect(new Set(changesOf(project).map(({ environment, code }) => `${environment} ${code}`))).toEqual(
    new Set(['fresh object-made']),
  );
});

test('a branch is compared with where it left the main one', () => {
  const project = committed();
  git(project, 'checkout', '--quiet', '-b', 'feature');
  project.write('environments/stock/values.yaml', `${values('stock')}  parameters: {work_mem: 7MB}\n`);
  project.pgfleet(['synth']);
  git(project, 'commit', '--quiet', '--all', '--message=work_mem');
  expect(changesOf(project).map(({ code }) => code)).toEqual(['parameter-reload']);
  expect(changesOf(project, '--base', 'HEAD')).toEqual([]);
});

test('a file that was added to dist/ by hand is seen', () => {
  const project = committed();
  project.write(
    'dist/orders/Service.extra.yaml',
    'apiVersion: v1\nkind: Service\nmetadata: {name: extra}\nspec: {type: LoadBalancer}\n',
  );
  expect(changesOf(project).map(({ code }) => code)).toEqual(['service-public', 'object-made']);
});

describe('two directories', () => {
  const project = makeProject({});
  const service = (type: string) => `apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {type: ${type}}\n`;
  const claim = (size: string) =>
    `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: {resources: {requests: {storage: ${size}}}}\n`;
  project.write('old/all.yaml', `${service('ClusterIP')}---\n${claim('2Gi')}`);
  project.write('new/deep/service.yml', service('LoadBalancer'));
  project.write('new/claim.yaml', claim('1Gi'));

  test('are compared by objects, in whatever files those stand', () => {
    const found = changesOf(project, '--from', 'old', '--to', 'new').map(({ class: risk, code }) => `${risk} ${code}`);
    expect(found).toEqual(['refused claim-shrinks', 'security service-public', 'restart service-exposure-changed']);
  });

  test('need no Git and no values', () => {
    const { code } = project.pgfleet(['plan', '--from', 'old', '--to', 'new', '--fail-on', 'security']);
    expect(code).toBe(1);
  });

  test('show the lines that changed where that is asked for', () => {
    const { stdout } = project.pgfleet(['plan', '--from', 'old', '--to', 'new', '--diff']);
    expect(stdout).toContain('--- /dev/null\n+++ claim.yaml\n@@\n+apiVersion: v1');
  });
});

describe('wrong usage ends with 2:', () => {
  const unchanged = committed();

  test.each([
    ['a reference that Git does not know', ['--base', 'nowhere'], 'Git knows no commit "nowhere" here'],
    ['a reference that is an option', ['--base=--output=x'], 'Git knows no commit "--output=x" here'],
    ['one directory', ['--from', 'dist'], '--from and --to go together'],
    ['a directory that is not there', ['--from', 'nowhere', '--to', 'dist'], 'nowhere cannot be read'],
    ['a class that does not exist', ['--fail-on', 'bad'], 'Allowed choices are none'],
  ])('%s', (_, args, words) => {
    const { code, stderr } = unchanged.pgfleet(['plan', ...args]);
    expect({ code, said: stderr.includes(words) }).toEqual({ code: 2, said: true });
  });

  test('values with a mistake, with its place', () => {
    const project = committed();
    project.write('environments/orders/values.yaml', `${orders}nonsense: 1\n`);
    const { code, stderr } = project.pgfleet(['plan']);
    expect({ code, place: stderr.includes('environments/orders/values.yaml:7:1') }).toEqual({ code: 2, place: true });
  });

  test('a directory that is no repository', () => {
    const { code, stderr } = makeProject({ orders }).pgfleet(['plan'], { env: { GIT_CEILING_DIRECTORIES: '/' } });
    expect({ code, said: /not a git repository/.test(stderr) }).toEqual({ code: 2, said: true });
  });
});

test('explain prints the page of a code', () => {
  const { code, stdout } = makeProject({ orders }).pgfleet(['explain', 'claim-shrinks']);
  expect({ code, first: stdout.split('\n')[0] }).toEqual({ code: 0, first: '# claim-shrinks' });
});

test('an environment that is neither here nor in the commit gets a suggestion', () => {
  expect(committed().pgfleet(['plan', 'orderz'])).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('did you mean "orders"?'),
  });
});

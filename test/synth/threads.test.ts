import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { makeProject, removeProjects, values } from '../cli/project';

const root = join(__dirname, '..', '..');
const idsOf = (length: number) => Array.from({ length }, (_, index) => `env-${String(index).padStart(3, '0')}`);
const ids = idsOf(160);

// The launcher brings .build/ up to date, which the runner below then loads.
beforeAll(() => void makeProject({}).pgfleet(['--help']));
afterAll(removeProjects);

const fleet = (changed: Readonly<Record<string, string>> = {}) =>
  makeProject(Object.fromEntries(ids.map((id) => [id, changed[id] ?? values('shop')])));

/** Runs the compiled program with another program for its workers; says how many of those it started. */
const runner = `
  const threads = require('node:worker_threads');
  const { Worker } = threads;
  let started = 0;
  threads.Worker = class extends Worker { constructor(...all) { super(...all); started += 1; } };
  const { synth } = require(process.argv[2] + '/.build/lib/synth');
  const worker = process.argv[3] === '' ? undefined : { path: process.argv[3], fewest: 100 };
  synth({ root: process.cwd(), only: [], prune: false, allowRename: false, worker }).then((result) => {
    console.log(JSON.stringify({ started, diagnostics: result.diagnostics ?? [], written: result.report?.written ?? [] }));
  }, (error) => { console.log(JSON.stringify({ started, error: String(error) })); });
`;

const run = (project: ReturnType<typeof makeProject>, worker: string) => {
  const program = join(project.root, 'runner.js');
  writeFileSync(program, runner);
  const { stdout, stderr } = project.pgfleet([root, worker], { program });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
};

const ours = join(root, '.build', 'lib', 'cli', 'render-worker.js');
const most = Math.min(3, availableParallelism() - 1);

/** Restored from another environment, whose files every thread needs. */
const clone = `bootstrap: {from: backup, environment: env-000}\n${values('shop')}`;
const source = `${values('shop')}backup: {method: pgBackRest, retention: {full: 1}, repository: {type: s3, bucket: backups, endpoint: minio, credentialsSecret: keys}}\n`;

test('worker threads change no byte, no diagnostic and no order', () => {
  const clones = Object.fromEntries(ids.slice(80).map((id) => [id, clone]));
  const project = fleet({ 'env-000': source, ...clones });
  const alone = run(project, '');
  expect(alone).toMatchObject({ started: 0, diagnostics: [] });
  expect(alone.written.length).toBeGreaterThan(ids.length * 15);
  const files = [...project.dist()].map(([path, { text }]) => [path, text]);
  for (const made of ['dist', '.cache']) project.remove(made);
  const together = run(project, ours);
  expect(together).toEqual({ ...alone, started: most });
  expect([...project.dist()].map(([path, { text }]) => [path, text])).toEqual(files);
});

test('mistakes in any thread are all reported, and nothing is written', () => {
  const project = fleet({ 'env-003': 'ownr: x\n', 'env-080': 'owner: [\n', 'env-159': `${values('shop')}clster: x\n` });
  const alone = run(project, '');
  expect(alone.diagnostics.length).toBeGreaterThan(2);
  const together = run(project, ours);
  expect(together).toEqual({ ...alone, started: most });
  expect(readdirSync(project.root)).not.toContain('dist');
});

test('a worker that dies is a fault of ours, and dist stays as it was', () => {
  const project = fleet();
  project.pgfleet(['synth', 'env-000']);
  const before = project.dist();
  const dying = join(project.root, 'dying.js');
  for (const death of ['throw new Error("gone")', 'process.exit(1)']) {
    writeFileSync(dying, `${death};`);
    const result = run(project, dying);
    if (most > 0) expect(result.error).toMatch(/gone|ended with code 1/);
    else expect(result.error).toBeUndefined();
    if (most > 0) expect(project.dist()).toEqual(before);
  }
});

test('a fault in a worker of the program itself ends it with exit code 3', () => {
  // As many as `fewestForWorkers` of lib/synth/threads.ts.
  const project = makeProject(Object.fromEntries(idsOf(500).map((id) => [id, values('shop')])));
  const copy = join(project.root, 'copy');
  for (const part of ['bin', '.build', 'package.json']) cpSync(join(root, part), join(copy, part), { recursive: true });
  const worker = join(copy, '.build', 'lib', 'cli', 'render-worker.js');
  writeFileSync(worker, `throw new Error('a fault');\n${readFileSync(worker, 'utf8')}`);
  const { code, stderr } = project.pgfleet(['synth'], {
    program: join(copy, 'bin', 'pgfleet.js'),
    env: { NODE_PATH: join(root, 'node_modules') },
  });
  expect([code, most > 0 ? /a fault/.test(stderr) : true]).toEqual([most > 0 ? 3 : 0, true]);
  rmSync(copy, { recursive: true });
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import { disposeAll, newSandbox, serve } from './harness/environment';
import { type Generated, generate, place } from './harness/generated';
import { everyInstallation, type Installation } from './harness/installation';

afterEach(disposeAll);

const environments = join(__dirname, '..', '..', 'environments');
const valuesOf = (name: string) => parse(readFileSync(join(environments, name, 'values.yaml'), 'utf8'));
/** Those whose server is ours. */
const samples = readdirSync(environments, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .filter((name) => valuesOf(name).database !== undefined);

const sampleOf = (name: string, major: string): Generated => {
  const directory = join(environments, name);
  const values = valuesOf(name);
  const files = readdirSync(directory).filter((file) => file.endsWith('.sql'));
  const beside = Object.fromEntries(files.map((file) => [file, readFileSync(join(directory, file))]));
  const { backup } = parse(readFileSync(join(environments, 'defaults.yaml'), 'utf8')).profiles.production;
  return generate(major, values, beside, { profiles: { production: { backup } } });
};

const start = async (installation: Installation, generated: Generated) => {
  const sandbox = await newSandbox(installation);
  const variables = place(sandbox, generated);
  const init = await sandbox.script('init.sh', variables);
  if (init.code !== 0) throw new Error(init.stderr);
  await serve(sandbox);
  return { sandbox, variables };
};

/** Lines of a configuration file that set something. */
const settings = (text: string) => text.split('\n').filter((line) => /^\w/.test(line)).length;

const fileErrors = 'SELECT name, setting, error FROM pg_file_settings WHERE error IS NOT NULL';
const hbaErrors = 'SELECT line_number, error FROM pg_hba_file_rules WHERE error IS NOT NULL';

describe.each(everyInstallation)('%s', (_, installation) => {
  test.each(samples)('accepts postgresql.conf and pg_hba.conf of the sample %s', async (name) => {
    const generated = sampleOf(name, installation.major);
    const { sandbox } = await start(installation, generated);
    expect(await sandbox.query(fileErrors)).toBe('');
    expect(await sandbox.query(hbaErrors)).toBe('');
    const lines = settings(generated.configuration['postgresql.conf'] ?? '');
    expect(lines).toBeGreaterThan(30);
    expect(await sandbox.query('SELECT count(*) FROM pg_file_settings')).toBe(String(lines));
    const rules = settings(generated.configuration['pg_hba.conf'] ?? '');
    expect(rules).toBeGreaterThan(2);
    expect(await sandbox.query('SELECT count(*) FROM pg_hba_file_rules')).toBe(String(rules));
    expect(await sandbox.query('SELECT name FROM pg_settings WHERE pending_restart')).toBe('');
  });

  test.each([
    ['the smallest', '128Mi', '1Gi', '100m'],
    ['a middle', '2Gi', '50Gi', '2'],
    ['a large', '12Gi', '500Gi', '16'],
  ])('accepts the configuration of %s environment', async (_size, memory, size, cpu) => {
    const resources = { requests: { cpu, memory }, limits: { memory } };
    const database = { name: 'sized', owner: 'sized', resources, storage: { size, walSize: '20Gi' } };
    const { sandbox } = await start(installation, generate(installation.major, { database }));
    expect(await sandbox.query(fileErrors)).toBe('');
  });

  test('C24 C25 hostile names go through values.yaml, manifests, shell and SQL as what they are, and run nothing', async () => {
    const canary = '/tmp/pgfleet-canary';
    const hostile = fc.oneof(
      fc.constantFrom(
        `$(touch ${canary})`,
        `\`touch ${canary}\``,
        `x"; DROP DATABASE shop; --`,
        `'; touch ${canary}; '`,
        `$(PGDATA)`,
        `{{ .Values }}`,
        '\\! id',
        ':owner',
        '%I%s',
        'no',
      ),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 15 }),
    );
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (database, owner) => {
        let generated: Generated;
        try {
          generated = generate(installation.major, { database: { name: database, owner } });
        } catch {
          return; // refused: that is a good answer too
        }
        const { sandbox } = await start(installation, generated);
        const rows = await sandbox.query(
          "SELECT encode(convert_to(datname, 'UTF8'), 'hex'), encode(convert_to(pg_get_userbyid(datdba), 'UTF8'), 'hex') FROM pg_database WHERE datname NOT IN ('postgres', 'template0', 'template1')",
        );
        const hex = (text: string) => Buffer.from(text, 'utf8').toString('hex');
        expect(rows).toBe(`${hex(database)}|${hex(owner)}`);
        expect(existsSync(join(installation.root, canary))).toBe(false);
        await disposeAll();
      }),
      { numRuns: 6 },
    );
  });
});

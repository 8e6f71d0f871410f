import { scripts } from '../../../lib/constructs/scripts';
import { type CheckReport, check } from './checks';
import type { Damage } from './damage';
import { type Prepared, stop } from './prepared';
import type { RunningProcess } from './process';
import type { Sandbox } from './sandbox';

export const levels = ['quick', 'standard', 'full'] as const;
export type Level = (typeof levels)[number];

/** The tools of PostgreSQL, each as its manual says to look for damage: does it fail? */
type Tool = 'pg_checksums' | 'pg_amcheck' | 'pg_dump' | 'pg_basebackup' | 'vacuumdb';

export interface Measured {
  readonly findings: Readonly<Record<Level, CheckReport['findings']>>;
  readonly checks: CheckReport['checks'];
  /** What each tool that failed said. */
  readonly said: Readonly<Partial<Record<Tool, string>>>;
  /** Whether another table could be read before and after the checks. */
  readonly serves: readonly boolean[];
  readonly log: string;
}

/** One damage, done to a fresh copy: what the levels find, and what the tools say. */
export const measure = async (server: Prepared, damage: Damage): Promise<Measured> => {
  const { sandbox } = server;
  sandbox.write('pgfleet/checks/databases', '"shop"\n');
  server.renew();
  await damage.onFiles?.(server);
  const tool = tellerOf(sandbox);
  const checksums = ['pg_checksums', '--check', '-D', sandbox.at('pgdata/data')];
  if (damage.live === undefined) await tool.ask('pg_checksums', checksums);
  const process = await server.start();
  await damage.live?.(server);
  const serves = [await reads(server)];
  const full = (await check(sandbox, 'full', impatient)).report;
  serves.push(await reads(server));
  // Every other check does the same at both levels; only B-trees are judged less at the lower one.
  const alike = full.findings.every((finding) => finding.check !== 'btree');
  const standard = alike ? upTo('standard', full) : (await check(sandbox, 'standard', impatient)).report.findings;
  serves.push(await reads(server));
  const findings = { quick: upTo('quick', full), standard, full: full.findings };
  const measured = () => ({ findings, checks: full.checks, said: tool.said, serves, log: process.output() });
  if (await isOver(process)) return measured();
  await tool.ask('pg_amcheck', ['pg_amcheck', '--all']);
  await tool.ask('pg_dump', ['sh', '-c', 'exec pg_dump shop >/dev/null']);
  await tool.ask('pg_basebackup', ['pg_basebackup', '--target=blackhole', '-X', 'none', '--checkpoint=fast']);
  await tool.ask('vacuumdb', ['vacuumdb', '--all', '--freeze', '--disable-page-skipping']);
  await stop(process);
  if (damage.live !== undefined) await tool.ask('pg_checksums', checksums);
  return measured();
};

/** Nothing is waited for that does not come. */
const impatient = { PGFLEET_WAIT_SECONDS: '1', PGFLEET_PREPARE_SECONDS: '0', PGFLEET_STATEMENT_SECONDS: '60' };

/** Asks tools as the superuser, and keeps what those said that failed. */
const tellerOf = (sandbox: Sandbox) => {
  const said: Partial<Record<Tool, string>> = {};
  const ask = async (tool: Tool, command: readonly string[]) => {
    const { code, stdout, stderr } = await sandbox.run(command, { PGUSER: 'postgres' });
    if (code !== 0 || (tool === 'vacuumdb' && stderr.includes('WARNING'))) said[tool] = `${code} ${stdout}${stderr}`;
  };
  return { said, ask };
};

const upTo = (level: Level, report: CheckReport): CheckReport['findings'] =>
  report.findings.filter((finding) => {
    const from = levelOf.get(finding.check);
    return from === undefined || levels.indexOf(from) <= levels.indexOf(level);
  });

/** From which level on a check runs, as the table in check.sh says. */
const levelOf = new Map(
  [...(scripts()['check.sh'] ?? '').matchAll(/^(\w+) +(quick|standard|full) +(?:server|database) /gm)].map(
    ([, name = '', level = '']) => [name, level as Level],
  ),
);

const isOver = (process: RunningProcess): Promise<boolean> =>
  Promise.race([process.exited.then(() => true), new Promise<false>((resolve) => setImmediate(resolve, false))]);

const reads = async (server: Prepared): Promise<boolean> =>
  (await server.psql('SELECT 1 FROM untouched')).stdout === '1\n';

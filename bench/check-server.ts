import { cpSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ImageServer, startImageServer } from './image-server';

/** A database of pgbench, with the role of checks. */
export interface CheckServer {
  readonly bytes: () => Promise<number>;
  /** Transactions per second of two clients, over that time. */
  readonly transactions: (seconds: number) => Promise<number>;
  /** Seconds of one check of level standard. */
  readonly check: (jobs: number) => Promise<number>;
  /** Transactions per second while check follows upon check. */
  readonly transactionsBeside: (jobs: number, seconds: number) => Promise<number>;
  readonly dispose: () => Promise<void>;
}

/** `root`: the unpacked image; `scripts`: lib/scripts. A scale of pgbench is 15 MB. */
export const startCheckServer = async (root: string, scripts: string, scale: number): Promise<CheckServer> => {
  const server = await startImageServer(root, ['checks', 'result', 'scripts']);
  try {
    await fill(server, scripts, scale);
  } catch (error) {
    await server.dispose();
    throw error;
  }
  const judge = (jobs: number) =>
    server.start(['bash', 'scripts/check.sh'], { ...checkVariables(server), PGFLEET_CHECK_JOBS: String(jobs) });
  const transactions = async (seconds: number): Promise<number> => {
    const printed = await server.run(['pgbench', '--client=2', '--no-vacuum', `--time=${seconds}`, 'shop']);
    return Number(/^tps = ([\d.]+)/m.exec(printed)?.[1]);
  };
  return {
    bytes: async () => Number(await server.psql('shop', '-c', 'SELECT pg_database_size(current_database())')),
    transactions,
    check: async (jobs) => {
      const begin = process.hrtime.bigint();
      await judge(jobs).output;
      const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
      const report = JSON.parse(await server.run(['cat', 'result/report.json']));
      if (report.worst !== 'none') throw new Error(`findings in a sound database: ${JSON.stringify(report.findings)}`);
      return seconds;
    },
    transactionsBeside: async (jobs, seconds) => {
      let now = judge(jobs);
      let over = false;
      const checks = (async () => {
        while (!over) {
          await now.output.catch((error: unknown) => {
            // Stopped before its script could set a trap: a process that a signal ended, not a check that failed.
            if (!over) throw error;
          });
          if (!over) now = judge(jobs);
        }
      })();
      const rate = await transactions(seconds);
      over = true;
      // What was found until then it reports, as where its Pod is stopped.
      now.child.kill('SIGTERM');
      await checks;
      return rate;
    },
    dispose: server.dispose,
  };
};

const fill = async (server: ImageServer, scripts: string, scale: number): Promise<void> => {
  const { inside, outside, psql } = server;
  for (const folder of readdirSync(scripts)) {
    cpSync(join(scripts, folder), join(outside, 'scripts'), { recursive: true });
  }
  const conditions = { databases: '"shop"\n', 'tables.json': '[]', 'expect.json': '[]' };
  for (const [name, text] of Object.entries(conditions)) writeFileSync(join(outside, 'checks', name), text);
  await psql('postgres', '-c', 'CREATE DATABASE shop');
  const role = ['psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', 'postgres', '-f', `${inside}/scripts/check-role.sql`];
  await server.run(role, { CHECK_LEVEL: 'standard' });
  await psql('shop', '-f', `${inside}/scripts/check-database.sql`);
  await server.run(['pgbench', '--initialize', '--quiet', `--scale=${scale}`, 'shop']);
  await psql('postgres', '-c', 'CHECKPOINT');
};

const checkVariables = ({ inside }: ImageServer) => ({
  PGUSER: 'pgfleet_check',
  PGSSLMODE: 'prefer',
  PGFLEET_DIRECTORY: inside,
  PGFLEET_RESULT_DIRECTORY: `${inside}/result`,
  PGFLEET_ENVIRONMENT: 'bench',
  PGFLEET_GENERATION: '1',
  PGFLEET_CHECK_LEVEL: 'standard',
  PGFLEET_CHECKSUMS: 'on',
  PGFLEET_WAIT_SECONDS: '5',
});

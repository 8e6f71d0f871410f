import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Checked, check, checkedServer, checkVariables } from './harness/checks';
import { disposeAll, newSandbox } from './harness/environment';
import { eventually } from './harness/eventually';
import { everyInstallation, installationOf } from './harness/installation';
import type { Sandbox } from './harness/sandbox';

const queries = readFileSync(join(__dirname, '../../lib/scripts/checks/exporter-queries.yaml'), 'utf8');
const timeout = 300_000;

/** The metrics of checks that the exporter of the image gives for a server, as a role that may read statistics and nothing else. */
const metricsOf = async (server: Sandbox): Promise<readonly string[]> => {
  await server.query("CREATE ROLE exporter LOGIN PASSWORD 'scraped'; GRANT pg_monitor TO exporter");
  const exporter = await newSandbox(installationOf('17'));
  exporter.write('checks/exporter-queries.yaml', queries);
  const process = exporter.start(
    [
      'prometheus-postgres-exporter',
      `--extend.query-path=${exporter.at('checks/exporter-queries.yaml')}`,
      `--web.listen-address=127.0.0.1:${exporter.port}`,
      '--disable-settings-metrics',
    ],
    {
      DATA_SOURCE_URI: `127.0.0.1:${server.port}/postgres?sslmode=disable`,
      DATA_SOURCE_USER: 'exporter',
      DATA_SOURCE_PASS: 'scraped',
    },
  );
  const scrape = async () => {
    const answer = await fetch(`http://127.0.0.1:${exporter.port}/metrics`).catch(() => undefined);
    const text = await answer?.text();
    return text !== undefined && /^pg_up 1$/m.test(text) && text;
  };
  const text = await eventually(() => `metrics:\n${process.output()}`, scrape);
  expect(text).toMatch(/^pg_exporter_last_scrape_error 0$/m);
  expect(text).toMatch(/^pg_exporter_user_queries_load_error\{.*\} 0$/m);
  process.kill();
  return text
    .split('\n')
    .filter((line) => /^(# TYPE )?pgfleet_/.test(line))
    .map((line) => line.replace(/,?server="[^"]*"/, ''));
};

const rows = (sandbox: Sandbox, table: string) =>
  sandbox
    .query(`SELECT coalesce(json_agg(to_json(t) ORDER BY to_json(t)::text), '[]') FROM pgfleet.${table} AS t`)
    .then(JSON.parse);

const expected = [
  '# TYPE pgfleet_check_findings gauge',
  'pgfleet_check_findings{code="heap-damaged",database="or\\"d\\\\e\\nrs",level="standard",severity="critical"} 12',
  'pgfleet_check_findings{code="not-finished",database="",level="standard",severity="unknown"} 1',
  '# TYPE pgfleet_check_run_critical_findings gauge',
  'pgfleet_check_run_critical_findings{level="full"} 0',
  'pgfleet_check_run_critical_findings{level="standard"} 12',
  '# TYPE pgfleet_check_run_duration_seconds gauge',
  'pgfleet_check_run_duration_seconds{level="full"} 9000',
  'pgfleet_check_run_duration_seconds{level="standard"} 761.5',
  '# TYPE pgfleet_check_run_finished_timestamp_seconds gauge',
  'pgfleet_check_run_finished_timestamp_seconds{level="full"} 1.794708e+09',
  'pgfleet_check_run_finished_timestamp_seconds{level="standard"} 1.7952343615e+09',
  '# TYPE pgfleet_check_run_info_findings gauge',
  'pgfleet_check_run_info_findings{level="full"} 0',
  'pgfleet_check_run_info_findings{level="standard"} 3',
  '# TYPE pgfleet_check_run_unknown_findings gauge',
  'pgfleet_check_run_unknown_findings{level="full"} 0',
  'pgfleet_check_run_unknown_findings{level="standard"} 1',
  '# TYPE pgfleet_check_run_warning_findings gauge',
  'pgfleet_check_run_warning_findings{level="full"} 0',
  'pgfleet_check_run_warning_findings{level="standard"} 2',
];

const runs = `
INSERT INTO pgfleet.check_run VALUES ('standard', '2026-11-21 04:12:41.5+00', 761.5, 'critical', 12, 1, 2, 3), ('full', '2026-11-15 02:00:00+00', 9000, 'none', 0, 0, 0, 0);
INSERT INTO pgfleet.check_finding VALUES ('standard', 'critical', 'heap-damaged', 'or"d\\e' || chr(10) || 'rs', 12),
  ('standard', 'unknown', 'not-finished', NULL, 1);`;

test('docs/checks.md names every metric, and no other', () => {
  const names = (text: string) => [...new Set(text.match(/pgfleet_check(_run)?_[a-z]+(_[a-z]+)*/g))].sort();
  expect(names(readFileSync(join(__dirname, '../../docs/checks.md'), 'utf8'))).toEqual(names(expected.join('\n')));
});

describe.each(everyInstallation)('%s', (_, installation) => {
  afterEach(disposeAll);

  test(
    'the results are metrics for whoever may read statistics',
    async () => {
      const server = await checkedServer(installation);
      await server.query(runs);
      expect(await metricsOf(server)).toEqual(expected);
    },
    timeout,
  );

  test(
    'a run leaves its numbers in place of the last one of its level, and they are scraped',
    async () => {
      const server = await checkedServer(installation);
      await server.query('CREATE TABLE t (id integer); ALTER TABLE t SET (autovacuum_enabled = off)', {
        PGDATABASE: 'shop',
      });
      await server.query(runs);
      const checked = await check(server, 'standard');
      expect(checked.stderr).not.toContain('not in the tables');
      const { summary, worst, findings, seconds, finished } = checked.report;
      const [full, standard] = await rows(server, 'check_run');
      expect(full.level).toBe('full');
      expect(standard).toEqual({ level: 'standard', worst, seconds, finished: expect.anything(), ...summary });
      expect(new Date(standard.finished).getTime()).toBe(new Date(String(finished)).getTime());
      const left: readonly { severity: string; object_count: number }[] = await rows(server, 'check_finding');
      expect(left.reduce((sum, { object_count }) => sum + object_count, 0)).toBe(findings.length);
      expect(findings.length).toBeGreaterThan(0);
      const metrics = await metricsOf(server);
      expect(metrics).toContain(`pgfleet_check_run_info_findings{level="standard"} ${summary.info}`);
      expect(metrics).toContainEqual(
        expect.stringMatching(
          /^pgfleet_check_findings\{code="vacuum-disabled",database="shop",level="standard",severity="info"\} 1$/,
        ),
      );
      const told = await server.script('report.sh', {
        PGFLEET_RESULT_DIRECTORY: server.at('run'),
        PGFLEET_ENVIRONMENT: 'shop',
      });
      expect([told.code, told.stderr]).toEqual([0, '']);
      expect(told.stdout).toMatch(/^shop: SOUND; level standard, PostgreSQL \d+\.\d+, \d databases, /);
      expect(told.stdout).toMatch(/^INFO {5}vacuum-disabled {2}shop public\.t\b/m);
      // A second one finds less.
      await server.query('DROP TABLE t', { PGDATABASE: 'shop' });
      const again = await check(server, 'standard');
      expect(JSON.stringify(await rows(server, 'check_finding'))).not.toContain('vacuum-disabled');
      expect((await rows(server, 'check_run'))[1]).toMatchObject(again.report.summary);
    },
    timeout,
  );

  test(
    'what cannot be recorded is a line of the log, and no finding',
    async () => {
      const server = await checkedServer(installation);
      const codes = ({ report }: Checked) => report.findings.map(({ code }) => code);
      const sound = codes(await check(server, 'quick'));
      const words = 'pgfleet check: the result is not in the tables of metrics: ';

      await server.query('REVOKE INSERT ON pgfleet.check_run FROM pgfleet_check');
      const refused = await check(server, 'quick');
      expect([refused.code, codes(refused)]).toEqual([0, sound]);
      expect(refused.stderr).toMatch(new RegExp(`^${words}.*permission denied`, 'm'));
      expect((await rows(server, 'check_run'))[0].level).toBe('quick');

      await server.query('DROP SCHEMA pgfleet CASCADE');
      const without = await check(server, 'quick', { PGFLEET_MANAGED: '' });
      expect(without.code).toBe(0);
      expect(without.stderr).toMatch(new RegExp(`^${words}.*this server has none`, 'm'));

      const absent = await server.script('check.sh', {
        ...checkVariables(server, 'quick'),
        PGPORT: '1',
        PGFLEET_WAIT_SECONDS: '1',
      });
      expect(absent.code).toBe(0);
      expect(absent.stderr).toContain(words);
    },
    timeout,
  );
});

import fc from 'fast-check';
import { majors } from '../../lib/config/schema';
import { parameterNumber } from '../../lib/defaults/parameter-number';
import { parametersOf } from '../../lib/defaults/parameter-table';
import { parseParameterValue } from '../../lib/defaults/parameter-value';
import { settings } from '../../lib/defaults/parameters';
import { type Size, tuning } from '../../lib/defaults/tuning';

const GiB = 2 ** 30;
const MiB = 2 ** 20;

const size = (overrides: Partial<Size> = {}): Size => ({
  major: '17',
  memoryBytes: GiB,
  millicores: 500,
  walDiskBytes: 20 * GiB,
  ownWalDisk: false,
  ephemeral: false,
  stanza: undefined,
  maxConnections: undefined,
  ...overrides,
});

const derived = (overrides?: Partial<Size>): Record<string, string> => {
  const given = size(overrides);
  return Object.fromEntries(
    tuning.filter(({ layer }) => layer === 'derived').map(({ name, value }) => [name, value(given) ?? '']),
  );
};

test('a gibibyte and half a core', () => {
  expect(derived()).toMatchInlineSnapshot(`
{
  "autovacuum_max_workers": "3",
  "effective_cache_size": "768MB",
  "maintenance_work_mem": "64MB",
  "max_connections": "100",
  "max_parallel_maintenance_workers": "0",
  "max_parallel_workers": "1",
  "max_parallel_workers_per_gather": "0",
  "max_slot_wal_keep_size": "3GB",
  "max_wal_size": "2GB",
  "max_worker_processes": "8",
  "min_wal_size": "512MB",
  "shared_buffers": "256MB",
  "wal_buffers": "8MB",
  "work_mem": "4MB",
}
`);
});

test('a large server', () => {
  expect(
    derived({ memoryBytes: 64 * GiB, millicores: 16_000, walDiskBytes: 100 * GiB, ownWalDisk: true }),
  ).toMatchInlineSnapshot(`
{
  "autovacuum_max_workers": "4",
  "effective_cache_size": "48GB",
  "maintenance_work_mem": "2GB",
  "max_connections": "500",
  "max_parallel_maintenance_workers": "4",
  "max_parallel_workers": "16",
  "max_parallel_workers_per_gather": "4",
  "max_slot_wal_keep_size": "24GB",
  "max_wal_size": "16GB",
  "max_worker_processes": "16",
  "min_wal_size": "4GB",
  "shared_buffers": "16GB",
  "wal_buffers": "16MB",
  "work_mem": "32MB",
}
`);
});

test('work_mem follows the connections that the environment asks for', () => {
  expect(derived({ memoryBytes: 16 * GiB, maxConnections: 50 }).work_mem).toBe('81MB');
  expect(derived({ memoryBytes: 16 * GiB, maxConnections: 500 }).work_mem).toBe('8MB');
});

test('ALTER SYSTEM is off where the server can do that', () => {
  const names = (major: Size['major']): string[] => settings({}, [], size({ major })).map(({ name }) => name);
  expect(names('15')).not.toContain('allow_alter_system');
  expect(names('17')).toContain('allow_alter_system');
});

const sizes = fc.record({
  major: fc.constantFrom(...majors),
  memoryBytes: fc.integer({ min: 64 * MiB, max: 4096 * GiB }),
  millicores: fc.integer({ min: 1, max: 256_000 }),
  walDiskBytes: fc.integer({ min: 256 * MiB, max: 64_000 * GiB }),
  ownWalDisk: fc.boolean(),
  ephemeral: fc.boolean(),
  stanza: fc.constantFrom(undefined, 'main'),
  maxConnections: fc.option(fc.integer({ min: 4, max: 262_143 }), { nil: undefined }),
});

test('every size gives settings that every major accepts', () => {
  fc.assert(
    fc.property(sizes, (given) => {
      const table = parametersOf(given.major);
      for (const { name, value } of settings({}, [], given)) {
        const parameter = table.get(name.toLowerCase());
        if (parameter === undefined) throw new Error(`${name} is not in the table of ${given.major}`);
        const parsed = parseParameterValue(parameter, value);
        if (!parsed.ok) throw new Error(`${name} = ${value} ${parsed.why}`);
      }
    }),
    { numRuns: 300 },
  );
});

test('no size plans more memory or disk than there is', () => {
  fc.assert(
    fc.property(sizes, (given) => {
      const lines = settings({}, [], given);
      const number = (name: string): number => parameterNumber(given.major, name, lines) ?? Number.NaN;
      return (
        number('shared_buffers') * 8192 <= given.memoryBytes / 2 &&
        number('effective_cache_size') * 8192 <= given.memoryBytes &&
        number('max_wal_size') * MiB <= given.walDiskBytes / 2 &&
        number('max_slot_wal_keep_size') * MiB <= given.walDiskBytes * 0.76 &&
        number('min_wal_size') <= number('max_wal_size')
      );
    }),
    { numRuns: 300 },
  );
});

test('every setting of ours has its reason where it is computed or fixed', () => {
  for (const { layer, reason } of tuning) if (layer !== 'default') expect(reason).not.toBe('');
});

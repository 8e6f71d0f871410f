import { backupTable, size } from '../../../lib/cli/backup/table';

test('a list shows sets, sizes and what can be restored', () => {
  const info = {
    repository: 's3://backups/in-cluster/orders/1 at minio.storage.svc:9000',
    info: [
      {
        backup: [
          {
            label: '20261120-020000F',
            type: 'full',
            timestamp: { start: 1795140000, stop: 1795140009 },
            info: { size: 23_068_672, delta: 23_068_672, repository: { delta: 2_831_155 } },
            error: false,
          },
          {
            label: '20261120-020000F_20261121-020000I',
            type: 'incr',
            timestamp: { start: 1795226400, stop: 1795226403 },
            info: { size: 23_068_672, delta: 8192, repository: { delta: 10_240 } },
            error: true,
          },
        ],
      },
    ],
    recoverable: { from: '2026-11-20T02:00:09Z', to: '2026-11-21T03:00:00Z' },
  };
  expect(backupTable(info)).toMatchInlineSnapshot(`
"s3://backups/in-cluster/orders/1 at minio.storage.svc:9000
BACKUP                             TYPE  ENDED                 DATABASE  REPOSITORY  STATE
20261120-020000F                   full  2026-11-20T02:00:09Z  22.0 MiB  2.7 MiB     ok
20261120-020000F_20261121-020000I  incr  2026-11-21T02:00:03Z  22.0 MiB  10.0 KiB    DAMAGED PAGES
any time from 2026-11-20T02:00:09Z to 2026-11-21T03:00:00Z"
`);
});

test('dumps have no range, and backups without an archive say that theirs is gone', () => {
  const listing = (type: string) => ({
    info: [{ backup: [{ label: 'a', type, timestamp: { stop: 0 }, info: { size: 1, repository: { delta: 1 } } }] }],
    recoverable: null,
  });
  expect(backupTable(listing('dump'))).toMatch(/ok$/);
  expect(backupTable(listing('full'))).toMatch(/no time can be restored$/);
});

test('a repository without backups says so', () => {
  expect(backupTable({ info: [{ backup: [] }], recoverable: null })).toBe('no backups');
  expect(backupTable(undefined)).toBe('no backups');
});

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.0 KiB'],
  [1.5 * 1024 ** 3, '1.5 GiB'],
  [5000 * 1024 ** 4, '5000.0 TiB'],
])('%s bytes are %s', (bytes, words) => {
  expect(size(bytes)).toBe(words);
});

import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readWithStats, sameStat, sha1, stampOf } from '../../lib/output/stamp';
import { temporaryDirectory } from './fleet';

const directory = temporaryDirectory();
const path = join(directory, 'a');
writeFileSync(path, 'text');
const stats = statSync(path);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('a file that last changed before the run is recognised by its stat', () => {
  expect(sameStat(stats, stampOf('a', stats, '', stats.ctimeMs + 1))).toBe(true);
});

test.each([
  ['in the tick in which the run began', stats.ctimeMs],
  ['after the run began', stats.ctimeMs - 1],
])('a file that changed %s is never recognised by its stat: it may change again in that tick', (_, clockMs) => {
  expect(sameStat(stats, stampOf('a', stats, '', clockMs))).toBe(false);
});

test('a time of change in the future is not trusted either', () => {
  const future = Object.assign(Object.create(stats), { mtimeMs: stats.ctimeMs + 10 });
  expect(sameStat(future, stampOf('a', future, '', stats.ctimeMs + 1))).toBe(false);
});

test.each(['size', 'mtimeMs', 'ctimeMs', 'ino'] as const)('another %s is another file', (field) => {
  const stamp = stampOf('a', stats, '', stats.ctimeMs + 1);
  expect(sameStat(stats, { ...stamp, [field]: stamp[field] + 1 })).toBe(false);
});

test('a file is read with its stat, and hashed by content', () => {
  const { stats: found, bytes } = readWithStats(path);
  expect([found.size, bytes.toString(), sha1(bytes)]).toEqual([4, 'text', sha1('text')]);
  expect(sha1('text')).not.toBe(sha1('texu'));
});

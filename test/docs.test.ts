import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { scripts } from '../lib/constructs/scripts';
import { diagnosticCodes } from '../lib/diagnostic';

const root = join(__dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const pages = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\0')
  .filter((file) => file !== '' && existsSync(join(root, file)));

test('docs/errors.md lists every diagnostic code with its meaning, and nothing else', () => {
  const rows = read('docs/errors.md')
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  const columns = rows.map((row) => row.split(' | ').map((cell) => cell.replace(/^\| |`| \|$/g, '')));
  expect(columns.map(([code, meaning]) => [code, meaning])).toEqual(Object.entries(diagnosticCodes));
  expect(columns.filter(([, , advice]) => advice === undefined || advice.length < 10)).toEqual([]);
});

test.each(pages)('the links of %s lead somewhere', (page) => {
  const links = [...prose(read(page)).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
  const broken = links
    .filter((link) => !/^(https?|mailto):/.test(link))
    .filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      if (!existsSync(join(root, target))) return true;
      return anchor !== undefined && !anchors(read(target)).includes(anchor);
    });
  expect(broken).toEqual([]);
});

describe('README.md', () => {
  const [values = '', files = ''] = [...read('README.md').matchAll(/```(?:yaml)?\n([\s\S]*?)```/g)].map(
    (match) => match[1] ?? '',
  );

  test('shows environments/dev/values.yaml as it is', () => {
    expect(values).toBe(read('environments/dev/values.yaml').replace(/^#.*\n/, ''));
  });

  test('lists the files of dist/dev as they are', () => {
    const listed = files
      .trim()
      .split('\n')
      .map((line) => line.split(' ')[0]);
    const written = readdirSync(join(root, 'dist/dev')).map((file) => file.replace(/^(Job\..*-)[0-9a-f]{8}/, '$1HASH'));
    expect(listed).toEqual(written.sort());
  });
});

test('docs/backup.md explains every fault that a Job can name', () => {
  const named = [...read('lib/scripts/restore/backup-faults.sh').matchAll(/^ {2}'([a-z0-9-]+)(?: passing)?' /gm)].map(
    ([, name]) => name ?? '',
  );
  expect(named.length).toBeGreaterThan(20);
  const explained = new Set([...read('docs/backup.md').matchAll(/`([a-z0-9-]+)`/g)].map(([, word]) => word));
  expect(named.filter((name) => !explained.has(name))).toEqual([]);
});

test('what docs/restore.md quotes from a refusal is what the scripts say', () => {
  const [, section = ''] = read('docs/restore.md').split('## When it refuses');
  const quoted = section
    .split('\n## ')[0]
    ?.split('\n')
    .filter((row) => row.startsWith('| `'))
    .flatMap((row) => [...(row.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, words]) => words ?? ''));
  const said = Object.values(scripts()).map((text) => text.replaceAll('\\', ''));
  expect(quoted?.length).toBeGreaterThan(8);
  expect(quoted?.filter((words) => !said.some((text) => text.includes(words)))).toEqual([]);
});

test('every file that the documentation of the seeds names exists', () => {
  const named = [...read('docs/seeds.md').matchAll(/`((?:lib|test)\/[^` ]+)`/g)].map((match) => match[1] ?? '');
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((name) => !existsSync(join(root, name)))).toEqual([]);
});

test('every test that the documentation of the seeds names exists', () => {
  const named = [...read('docs/seeds.md').matchAll(/`(test\/[^`]+)` “([^”]+)”/g)];
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter(([, file = '', title = '']) => !read(file).includes(title)).map(([text]) => text)).toEqual([]);
});

test('every environment that the documentation of the seeds names exists', () => {
  const named = [...read('docs/seeds.md').matchAll(/`environments\/([^/`]+)/g)].map((match) => match[1] ?? '');
  expect(named.length).toBeGreaterThan(2);
  expect(named.filter((name) => !existsSync(join(root, 'environments', name, 'values.yaml')))).toEqual([]);
});

/** A page without its code: links there are examples. */
const prose = (text: string): string => text.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '');

/** Anchors of headings, as GitHub makes them. */
const anchors = (text: string): string[] =>
  text
    .replace(/```[\s\S]*?```/g, '')
    .split('\n')
    .filter((line) => /^#+ /.test(line))
    .map((line) =>
      line
        .replace(/^#+ /, '')
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    );

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProcess } from './harness/process';

const root = join(__dirname, '..', '..');
const shell = ['lib/scripts', 'images/postgres', 'test/cluster/official-layout'].flatMap((directory) =>
  readdirSync(join(root, directory), { encoding: 'utf8', recursive: true })
    .filter((name) => name.endsWith('.sh'))
    .map((name) => join(directory, name)),
);

test.each(shell)('%s passes shellcheck', async (script) => {
  const result = await runProcess(['shellcheck', join(root, script)], { PATH: '/usr/local/bin:/usr/bin:/bin' });
  expect(result).toEqual({ code: 0, stdout: '', stderr: '' });
});

/** A file of functions has the options of the script that reads it. */
const isSourced = (script: string) => /^# .*Sourced by/m.test(readFileSync(join(root, script), 'utf8'));

test.each(shell.filter((script) => !isSourced(script)))('%s stops at errors, or says why not', (script) => {
  expect(readFileSync(join(root, script), 'utf8')).toMatch(
    /^#!\/(usr\/bin\/env bash|bin\/sh)\n[\s\S]*^set -(e?uo pipefail|eu)( # no -e: .*)?$/m,
  );
});

import { passThrough, runToEnd, startUntil } from '../../lib/cli/programs';
import { harmless } from '../../lib/cli/terminal';

const node = (text: string): readonly [string, readonly string[]] => [process.execPath, ['-e', text]];

afterEach(() => jest.restoreAllMocks());

test('a program that is not there is a problem in words', async () => {
  const missing = { problem: 'there is no pgfleet-absent on the PATH: install it' };
  expect(await runToEnd('pgfleet-absent', [], { seconds: 5 })).toEqual(missing);
  expect(await passThrough('pgfleet-absent', [])).toEqual(missing);
  expect(await startUntil('pgfleet-absent', [], /x/, 5)).toEqual(missing);
});

test('a program that does not end is ended at its bound', async () => {
  const ended = await runToEnd(...node('setInterval(() => {}, 1000)'), { seconds: 0.5 });
  expect(ended).toMatchObject({ code: null });
});

test('on the way to a terminal a log is made harmless, also where a character comes in two parts', async () => {
  const written: string[] = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  const parts = `const bytes = Buffer.from('\\u001b[2J é\\n');
    process.stdout.write(bytes.subarray(0, 6)); setTimeout(() => process.stdout.write(bytes.subarray(6)), 100)`;
  expect(await passThrough(...node(parts), { show: harmless })).toBe(0);
  expect(written.join('')).toBe('\ufffd[2J é\n');
});

test('the exit code of a program that has the terminal is handed on', async () => {
  expect(await passThrough(...node('process.exitCode = 7'))).toBe(7);
  expect(await passThrough(...node('process.kill(process.pid, "SIGKILL")'))).toBe(1);
});

describe('a program that runs until it is stopped', () => {
  const serving = 'console.log("Forwarding from 127.0.0.1:4711 -> 5432"); setInterval(() => {}, 1000)';

  test('is there as soon as it says so, and is gone after it was stopped', async () => {
    const before = process.listenerCount('SIGTERM');
    const running = await startUntil(
      ...node(`console.log(process.pid); ${serving}`),
      /^([0-9]+)\nForwarding .*:4711/,
      20,
    );
    if (!('match' in running)) throw new Error(JSON.stringify(running));
    const pid = Number(running.match[1]);
    expect(() => process.kill(pid, 0)).not.toThrow();
    await running.stop();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(process.listenerCount('SIGTERM')).toBe(before);
  });

  test('that ends before it says so has its own words', async () => {
    expect(await startUntil(...node('console.error("no"); process.exitCode = 1'), /x/, 20)).toEqual({
      code: 1,
      stdout: '',
      stderr: 'no\n',
    });
  });

  test('that never says so is ended at its bound', async () => {
    expect(await startUntil(...node('setInterval(() => {}, 1000)'), /x/, 0.5)).toMatchObject({ code: null });
  });
});

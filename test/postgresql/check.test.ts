import { check, checkedServer, told } from './harness/checks';
import { disposeAll } from './harness/environment';
import { everyInstallation } from './harness/installation';

afterEach(disposeAll);

describe.each(everyInstallation)('%s', (_, installation) => {
  test('a sound server has no findings at any level', async () => {
    const sandbox = await checkedServer(installation);
    for (const level of ['quick', 'standard', 'full']) {
      const start = Date.now();
      const run = await check(sandbox, level);
      console.log(
        level,
        Date.now() - start,
        run.stderr,
        JSON.stringify(
          run.report.checks
            .filter((c) => c.database === 'shop' || !c.database)
            .map((c) => [c.check, c.state, c.objects, c.seconds, c.reason].join()),
        ),
      );
      expect([run.code, told(run).filter((s) => !s.startsWith('check-failed'))]).toEqual([0, []]);
    }
  });
});

import { disposeAll, initialised, newSandbox, serve } from './harness/environment';
import { everyInstallation } from './harness/installation';

afterEach(disposeAll);

describe.each(everyInstallation)('alive.sh on %s', (_, installation) => {
  test('a server that accepts connections is alive', async () => {
    const sandbox = await initialised(installation);
    await serve(sandbox);
    expect((await sandbox.script('alive.sh')).code).toBe(0);
  });

  test('a server that never answers, or is not there, is not', async () => {
    const sandbox = await newSandbox(installation);
    expect((await sandbox.script('alive.sh')).code).toBe(1);
  });

  test.each([
    [0, 0],
    [1, 0],
    [2, 1],
    [3, 1],
  ])('where pg_isready says %i it says %i', async (answer, expected) => {
    const sandbox = await newSandbox(installation);
    sandbox.write('bin/pg_isready', `#!/bin/sh\nexit ${answer}\n`);
    await sandbox.run(['chmod', '755', sandbox.at('bin/pg_isready')]);
    const result = await sandbox.script('alive.sh', { PATH: `${sandbox.at('bin')}:${installation.path}` });
    expect(result.code).toBe(expected);
  });
});

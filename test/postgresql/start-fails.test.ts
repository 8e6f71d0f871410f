import { chownSync, cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { disposeAll, initialised, newSandbox } from './harness/environment';
import { everyInstallation, installations } from './harness/installation';
import type { Sandbox } from './harness/sandbox';

afterEach(disposeAll);

/** What `pgfleet plan` calls start-fails, as the server itself says it: no script of ours stands between. */
const begin = (sandbox: Sandbox) => sandbox.run(['timeout', '20', 'postgres', '-D', sandbox.at('pgdata/data')]);

/** The data of one sandbox as another one has it, owned by `uid`. */
const moveData = (from: Sandbox, to: Sandbox, uid: number): void => {
  cpSync(from.host('pgdata'), to.host('pgdata'), { recursive: true });
  const own = (path: string) => chownSync(path, uid, to.installation.gid);
  own(to.host('pgdata/data'));
  for (const entry of readdirSync(to.host('pgdata/data'), { recursive: true }))
    own(join(to.host('pgdata/data'), String(entry)));
};

const pairs = installations.flatMap((from) =>
  installations.filter((to) => to !== from).map((to) => [from.major, to.major, from, to] as const),
);

test.each(pairs)(
  'major-version-changed: data of PostgreSQL %s is no data for a server of %s',
  async (old, _, from, to) => {
    const target = await newSandbox(to);
    moveData(await initialised(from), target, to.uid);
    const { code, stderr } = await begin(target);
    expect([code, stderr]).toEqual([1, expect.stringContaining('database files are incompatible with server')]);
    expect(stderr).toContain(`was initialized by PostgreSQL version ${old}`);
  },
);

test.each(everyInstallation)(
  'user-changed: data of another user is nothing for a server: %s',
  async (_, installation) => {
    const sandbox = await newSandbox(installation);
    moveData(await initialised(installation), sandbox, installation.uid + 1);
    const { code, stderr } = await begin(sandbox);
    expect([code === 0, stderr]).toEqual([false, expect.stringMatching(/wrong ownership|Permission denied/)]);
  },
);

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { disposeAll, newSandbox } from './harness/environment';
import { everyInstallation } from './harness/installation';

afterEach(disposeAll);

const root = join(__dirname, '..', '..');
type Table = Readonly<Record<string, unknown>>;

test.each(everyInstallation)('the parameter table is what %s says of itself', async (_, installation) => {
  const sandbox = await newSandbox(installation);
  for (const name of ['parameters.sh', 'parameters.sql']) {
    sandbox.write(name, readFileSync(join(root, 'images/postgres', name), 'utf8'));
  }
  const result = await sandbox.run(['bash', sandbox.at('parameters.sh')]);
  expect([result.code, result.stderr]).toEqual([0, '']);
  const actual = JSON.parse(result.stdout) as Table;
  const table = JSON.parse(
    readFileSync(join(root, `lib/defaults/parameters/${installation.major}.json`), 'utf8'),
  ) as Table;
  // One line per difference: a new minor release may change a default, and a person must see which.
  const names = [...new Set([...Object.keys(actual), ...Object.keys(table)])].sort();
  const differences = names
    .filter((name) => JSON.stringify(actual[name]) !== JSON.stringify(table[name]))
    .map((name) => `${name}: the server has ${JSON.stringify(actual[name])}, the table ${JSON.stringify(table[name])}`);
  expect(differences).toEqual([]);
  expect(names.length).toBeGreaterThan(350);
});

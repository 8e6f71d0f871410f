import { documented, matrix } from '../plan/accuracy';
import { corpus } from '../plan/corpus';
import { agreement, verdictOf } from '../plan/verdict';
import { deleteOwnNamespaces } from './harness/namespaces';
import { type Observed, observe } from './harness/plan-observer';

/** KEEP=1 leaves everything there; ONLY=PATTERN looks at a part of the corpus while one works on it. */
const only = new RegExp(process.env.ONLY ?? '.');
const pairs = corpus().filter(({ id }) => only.test(id));
let observed: ReadonlyMap<string, Observed>;

beforeAll(async () => {
  observed = await observe(pairs);
});

afterAll(async () => {
  if (process.env.KEEP !== '1') await deleteOwnNamespaces();
});

const seen = (id: string): Observed => observed.get(id) ?? { happens: 'none', words: 'it was not looked at' };

test.each(pairs.map((pair) => [pair.id, pair] as const))(
  'a real cluster does with %s what is written down',
  (_, pair) => {
    const { happens, words } = seen(pair.id);
    expect(`${happens} ${words}`).toMatch(new RegExp(`^${pair.happens} `));
    expect(['agrees', 'judged', 'unknown']).toContain(agreement({ ...pair, happens }, verdictOf(pair)));
  },
);

test('docs/plan/accuracy.md holds the matrix of what was measured', () => {
  const measured = matrix(pairs.map((pair) => ({ pair, verdict: verdictOf(pair), happens: seen(pair.id).happens })));
  process.stderr.write(`\n${measured}\n`);
  expect(documented().matrix).toBe(measured);
});

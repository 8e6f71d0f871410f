import { type Damage, damages } from './damage';
import { disposeAll } from './environment';
import { levels, type Measured, measure } from './matrix';
import { document, documented, findingsOf, sectionWith } from './matrix-table';
import { type Prepared, preparedServer } from './prepared';

/**
 * Every damage on a real server of one major: what each level finds, and whether a tool of PostgreSQL finds more. With
 * PGFLEET_WRITE_DOCS=1, and --runInBand, docs/checks.md is written from it.
 */
export const matrixTests = (major: string): void => {
  let server: Prepared;
  const measured = new Map<Damage, Measured>();
  beforeAll(async () => {
    server = await preparedServer(major);
  });
  afterAll(disposeAll);

  test('sound data gives no finding', async () => {
    const { findings, checks, said, serves } = await measure(server, { title: 'none', names: /./ });
    expect([findings, said, serves]).toEqual([{ quick: [], standard: [], full: [] }, {}, [true, true, true]]);
    expect(checks.filter(({ state }) => state !== 'done')).toEqual([]);
  });

  test.each(damages.map((damage) => [damage.title, damage] as const))('%s', async (_, damage) => {
    const now = await measure(server, damage);
    measured.set(damage, now);
    expect(now.log).not.toContain('was terminated by signal');
    expect(new Set(now.serves).size).toBe(1);
    const found = levels.filter((level) => findingsOf(damage, now, level).length > 0);
    // What a level finds, the higher ones find too; and the highest one what any tool finds.
    expect(found).toEqual(levels.slice(levels.length - found.length));
    if (found.length === 0) expect([now.said, now.findings.full]).toEqual([{}, expect.anything()]);
  });

  test('docs/checks.md tells what was measured', () => {
    const section = sectionWith(major, measured);
    if (process.env.PGFLEET_WRITE_DOCS === '1') document(section);
    expect(documented()).toBe(section);
  });
};

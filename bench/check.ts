import { type CheckServer, startCheckServer } from './check-server';
import { median } from './measure';

/** What checks of level standard cost a database that works. Medians of turns in one run. */
export interface CheckRow {
  readonly jobs: number;
  /** One check, while nothing else works. */
  readonly seconds: number;
  readonly transactionsAlone: number;
  readonly transactionsBeside: number;
}

export interface CheckCost {
  readonly databaseBytes: number;
  readonly rows: readonly CheckRow[];
}

const scale = 70;
const jobs = [1, 2];
const turns = 3;
const secondsEach = 5;

/** Why it is not measured here, or undefined. */
export const noCheckServer = (): string | undefined => {
  if (process.env.PGFLEET_IMAGE_ROOT === undefined) return 'PGFLEET_IMAGE_ROOT does not name an unpacked image';
  return process.getuid?.() === 0 ? undefined : 'it needs root, to run a server in the unpacked image';
};

export const measureChecks = async (scripts: string): Promise<CheckCost> => {
  const server = await startCheckServer(process.env.PGFLEET_IMAGE_ROOT ?? '', scripts, scale);
  try {
    const seconds = new Map<number, number>();
    for (const number of jobs) seconds.set(number, await server.check(number));
    const rates = await inTurns(server);
    const rateOf = (number: number) => median(rates.map((turn) => turn.get(number) ?? Number.NaN));
    return {
      databaseBytes: await server.bytes(),
      rows: jobs.map((number) => ({
        jobs: number,
        seconds: seconds.get(number) ?? Number.NaN,
        transactionsAlone: rateOf(0),
        transactionsBeside: rateOf(number),
      })),
    };
  } finally {
    await server.dispose();
  }
};

/** Transactions per second by the number of jobs of the check beside them; 0: no check. */
const inTurns = async (server: CheckServer): Promise<readonly ReadonlyMap<number, number>[]> => {
  const found: Map<number, number>[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const rates = new Map([[0, await server.transactions(secondsEach)]]);
    for (const number of jobs) rates.set(number, await server.transactionsBeside(number, secondsEach));
    found.push(rates);
  }
  return found;
};

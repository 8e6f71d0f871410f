import type { Environment } from '../../defaults/environment';
import { application } from './application';
import { claims } from './claims';
import { endpoints } from './endpoints';
import { type Line, unknown } from './line';
import { namespace } from './namespace';
import type { Place, Row } from './place';
import { runs } from './runs';
import { server } from './server';
import { vdbs } from './vdb';
import { warnings } from './warnings';
import { pods, workload } from './workload';

/** Of a server elsewhere there is nothing here but its checks, which log in from inside the cluster. */
const serverElsewhere: Row = async ({ env }) => [
  unknown(
    'login',
    'not looked at: the server is elsewhere, and a check logs in from where it is reached',
    `pgfleet check ${env.id} --level quick`,
  ),
];

type RowsOf = { readonly [K in Environment['kind']]: readonly Row<Extract<Environment, { readonly kind: K }>>[] };

/** What a status looks at, by kind of environment, in the order in which it is shown. */
const rows: RowsOf = {
  database: [workload, pods, claims, endpoints, server, runs, warnings],
  vdb: [vdbs, claims, endpoints, server, runs, warnings],
  external: [serverElsewhere, claims, runs, warnings],
};

/** Every line of a status. In a namespace that is not there nothing else is looked for. */
export const look = async (place: Place): Promise<readonly Line[]> => {
  const [first, second] = await Promise.all([application(place), namespace(place)]);
  if (second.some(({ name }) => name === 'cluster')) return second;
  const before = [...first, ...second];
  if (second.some(({ state }) => state === 'failed')) return before;
  // The table has the rows of exactly this kind of environment.
  const chosen = rows[place.env.kind] as readonly Row[];
  return [...before, ...(await Promise.all(chosen.map((row) => row(place)))).flat()];
};

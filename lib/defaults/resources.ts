import { canonicalBytes, canonicalCpu, parseBytes, parseMillicores } from '../quantities';
import type { Database } from './environment';
import type { Findings, Path } from './findings';

const MiB = 2 ** 20;

/** Below these PostgreSQL does not start, or has no room for its first segments. */
export const minimumMemoryBytes = 64 * MiB;
export const minimumVolumeBytes = 256 * MiB;

type Amounts = Pick<
  Database,
  'requests' | 'limits' | 'memoryRequestBytes' | 'memoryLimitBytes' | 'cpuRequestMillicores'
>;

type Values = NonNullable<NonNullable<Findings['values']['database']>['resources']>;

/** CPU and memory of a PostgreSQL container. `block`: the place of its resources. */
export const resolveResources = (findings: Findings, block: Path, { requests, limits }: Values = {}): Amounts => {
  const path = (...keys: string[]): Path => [...block, 'resources', ...keys];
  const cpuRequest = amount(findings, path('requests', 'cpu'), requests?.cpu, parseMillicores, 1);
  const cpuLimit =
    limits?.cpu === undefined ? undefined : amount(findings, path('limits', 'cpu'), limits.cpu, parseMillicores, 1);
  const memoryRequest = amount(findings, path('requests', 'memory'), requests?.memory, parseBytes, minimumMemoryBytes);
  const memoryLimit = amount(findings, path('limits', 'memory'), limits?.memory, parseBytes, minimumMemoryBytes);
  compare(findings, path(), 'memory', requests?.memory, memoryRequest, limits?.memory, memoryLimit);
  compare(findings, path(), 'cpu', requests?.cpu, cpuRequest, limits?.cpu, cpuLimit);
  return {
    requests: { cpu: canonicalCpu(requests?.cpu ?? ''), memory: canonicalBytes(requests?.memory ?? '') },
    limits: {
      cpu: limits?.cpu === undefined ? undefined : canonicalCpu(limits.cpu),
      memory: canonicalBytes(limits?.memory ?? ''),
    },
    memoryRequestBytes: memoryRequest ?? 0,
    memoryLimitBytes: memoryLimit ?? 0,
    cpuRequestMillicores: cpuRequest ?? 0,
  };
};

/** The amount as a number; undefined, and a finding, where it is absent, no amount, or too small. */
export const amount = <T extends string | number>(
  findings: Findings,
  path: Path,
  text: T | undefined,
  parse: (text: T) => number | undefined,
  minimum: number,
): number | undefined => {
  const name = path.join('.');
  if (text === undefined) {
    findings.add('missing-key', path, `${name} is missing`);
    return undefined;
  }
  const number = parse(text);
  if (number === undefined)
    findings.add('resources', path, `${name} is "${text}", which is not an amount that Kubernetes can hold`);
  else if (number < minimum) {
    const least = minimum === 1 ? 'more than zero' : `at least ${minimum / MiB}Mi`;
    findings.add('resources', path, `${name} is "${text}", and must be ${least}`);
    return undefined;
  }
  return number;
};

const compare = (
  findings: Findings,
  path: Path,
  what: 'cpu' | 'memory',
  requestText: string | number | undefined,
  request: number | undefined,
  limitText: string | number | undefined,
  limit: number | undefined,
): void => {
  if (request === undefined || limit === undefined || request <= limit) return;
  // The one that values.yaml writes is the one to look at; the other may be inherited.
  const culprit =
    findings.written([...path, 'limits', what]) && !findings.written([...path, 'requests', what])
      ? 'limits'
      : 'requests';
  findings.add(
    'resources',
    [...path, culprit, what],
    `resources.requests.${what} ${requestText} is more than resources.limits.${what} ${limitText}: set both`,
  );
};

import {
  canonicalBytes,
  canonicalCpu,
  formatBytes,
  formatMillicores,
  parseBytes,
  parseMillicores,
} from '../quantities';
import type { Backup, Checks, Database, Environment, Vdb } from './environment';
import type { Findings } from './findings';
import { amount } from './resources';

const MiB = 2 ** 20;

/** Requests of CPU, and the larger of requests and limits of memory, beside the PostgreSQL container. Source: lib/constructs. */
export const overhead = {
  agent: { millicores: 10, memoryBytes: 128 * MiB },
  pgbackrest: { millicores: 10, memoryBytes: 256 * MiB },
  /** Each container of the Job: one makes the password, one the certificates. */
  credentialsJob: { millicores: 10, memoryBytes: 64 * MiB },
  /** Backup, verification, dump. */
  backupJob: { millicores: 50, memoryBytes: 512 * MiB },
  drill: { millicores: 100, memoryBytes: 1024 * MiB },
  /** The check and its report, one after the other. */
  checkJob: { millicores: 50, memoryBytes: 512 * MiB },
} as const;

/** What the Job of credentials has to make. */
export interface Generates {
  readonly credentials: boolean;
  readonly certificates: boolean;
}

/** The part of an environment that needs room. Without a server that runs here it is checks alone. */
interface Needs {
  readonly database?: Pick<Database, 'cpuRequestMillicores' | 'memoryLimitBytes' | 'storage'>;
  readonly backup?: Backup;
  readonly generates?: Generates;
  readonly vdbs?: readonly Vdb[];
  /** VDBs whose password is generated. */
  readonly generated?: number;
  readonly checks: Checks;
}

type Amounts = { readonly millicores: number; readonly memoryBytes: number };
interface Claim {
  readonly what: string;
  readonly bytes: number;
}
type Part = Amounts & { readonly what: string; readonly count: number };

/**
 * All that may run at once. The Pod twice, since one that is going still counts while the next one comes; else a rolling replacement, the
 * first start or a backup waits for ever.
 */
const running = ({ database, backup, generates, vdbs = [], generated = 0, checks }: Needs): readonly Part[] => {
  const physical = backup?.method === 'pgBackRest';
  const pod: readonly Amounts[] = [
    { millicores: database?.cpuRequestMillicores ?? 0, memoryBytes: database?.memoryLimitBytes ?? 0 },
    overhead.agent,
    ...(physical ? [overhead.pgbackrest] : []),
  ];
  const parts: readonly Part[] = [
    {
      what: 'the Pod twice (a rolling replacement)',
      count: database === undefined ? 0 : 2,
      millicores: sum(pod.map(({ millicores }) => millicores)),
      memoryBytes: sum(pod.map(({ memoryBytes }) => memoryBytes)),
    },
    ...vdbs.map(({ name, cpuRequestMillicores, memoryLimitBytes }) => ({
      what: `the Pod of ${name} twice`,
      count: 2,
      millicores: cpuRequestMillicores,
      memoryBytes: memoryLimitBytes,
    })),
    {
      what: 'the credentials Job',
      count: Number(generates?.credentials ?? false) + Number(generates?.certificates ?? false) + generated,
      ...overhead.credentialsJob,
    },
    { what: 'a backup', count: (backup?.method ?? 'none') === 'none' ? 0 : 1, ...overhead.backupJob },
    { what: 'a drill', count: physical && backup.drill !== undefined ? 1 : 0, ...overhead.drill },
    { what: 'checks', count: checksAtOnce(checks) * Math.max(1, vdbs.length), ...overhead.checkJob },
  ];
  return parts.filter(({ count }) => count > 0);
};

/** On either schedule, and after a sync. */
const checksAtOnce = (checks: Checks): number =>
  checks.level === 'none' ? 0 : 1 + Number(checks.fullSchedule !== undefined) + Number(checks.onSync !== undefined);

/** All claims that may exist at once: a restore works beside the old data, and a drill beside both. */
const claimed = ({ database, backup, vdbs = [], checks }: Needs): readonly Claim[] => {
  const storage = database?.storage;
  const bytes = storage === undefined || storage.ephemeral ? 0 : storage.sizeBytes + (storage.walSizeBytes ?? 0);
  const physical = backup?.method === 'pgBackRest';
  const reports = checks.level === 'none' ? undefined : checks.report;
  const volumes =
    backup === undefined || backup.method === 'none'
      ? []
      : backup.repositories.flatMap((one) => (one.type === 'volume' ? one : []));
  return [
    ...(database === undefined ? [] : [{ what: 'the claims', bytes }]),
    ...volumes.map(({ sizeBytes }) => ({ what: 'the repository', bytes: sizeBytes })),
    ...(physical ? [{ what: 'the claims of a restore', bytes }] : []),
    ...(physical && backup.drill !== undefined ? [{ what: 'the volume of a drill', bytes }] : []),
    ...(reports === undefined
      ? []
      : [{ what: 'the reports of checks', bytes: reports.sizeBytes * Math.max(1, vdbs.length) }]),
  ];
};

/** The quota of the namespace, which must fit all of that. */
export const resolveQuota = (findings: Findings, needs: Needs, createsNamespace: boolean): Environment['quota'] => {
  const quota = findings.values.quota;
  if (quota === undefined) return undefined;
  if (!createsNamespace) {
    findings.noEffect(['quota'], 'the namespace belongs to somebody else (namespace.create is false)');
    return undefined;
  }
  const parts = running(needs);
  const words = listed(parts.map(({ what }) => what));
  const total = (of: (part: Part) => number): number => sum(parts.map((part) => part.count * of(part)));
  const claims = claimed(needs);
  fits(
    findings,
    'cpu',
    quota.cpu,
    parseMillicores,
    total(({ millicores }) => millicores),
    formatMillicores,
    words,
  );
  fits(
    findings,
    'memory',
    quota.memory,
    parseBytes,
    total(({ memoryBytes }) => memoryBytes),
    formatBytes,
    words,
  );
  fits(
    findings,
    'storage',
    quota.storage,
    parseBytes,
    sum(claims.map(({ bytes }) => bytes)),
    formatBytes,
    listed(claims.map(({ what }) => what)),
  );
  const { cpu, memory, storage } = quota;
  return {
    cpu: cpu === undefined ? undefined : canonicalCpu(cpu),
    memory: memory === undefined ? undefined : canonicalBytes(memory),
    storage: storage === undefined ? undefined : canonicalBytes(storage),
  };
};

const fits = <T extends string | number>(
  findings: Findings,
  key: 'cpu' | 'memory' | 'storage',
  text: T | undefined,
  parse: (text: T) => number | undefined,
  needed: number,
  format: (amount: number) => string,
  what: string,
): void => {
  if (text === undefined) return;
  const path = ['quota', key];
  const allowed = amount(findings, path, text, parse, 1);
  if (allowed !== undefined && allowed < needed)
    findings.add('resources', path, `quota.${key} is ${text}, but ${what} need ${format(needed)}`);
};

const sum = (amounts: readonly number[]): number => amounts.reduce((total, one) => total + one, 0);

/** `a, b and c`. */
const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

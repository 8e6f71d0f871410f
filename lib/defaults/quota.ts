import {
  canonicalBytes,
  canonicalCpu,
  formatBytes,
  formatMillicores,
  parseBytes,
  parseMillicores,
} from '../quantities';
import type { Database, Environment } from './environment';
import type { Findings } from './findings';
import { amount } from './resources';

const MiB = 2 ** 20;

/** Requests of CPU, and the larger of requests and limits of memory, beside the PostgreSQL container. Source: lib/constructs. */
export const overhead = {
  agent: { millicores: 10, memoryBytes: 128 * MiB },
  credentialsJob: { millicores: 10, memoryBytes: 64 * MiB },
} as const;

/**
 * The quota of the namespace. It must fit the Pod twice, since a Pod that is going still counts while the next one comes, and the
 * Job that makes credentials; else a rolling replacement or the first start waits for ever.
 */
export const resolveQuota = (
  findings: Findings,
  database: Pick<Database, 'cpuRequestMillicores' | 'memoryLimitBytes' | 'storage'>,
  createsNamespace: boolean,
  generated: boolean,
): Environment['quota'] => {
  const quota = findings.values.quota;
  if (quota === undefined) return undefined;
  if (!createsNamespace) {
    findings.noEffect(['quota'], 'the namespace belongs to somebody else (namespace.create is false)');
    return undefined;
  }
  const job = generated ? 1 : 0;
  const pod = {
    millicores: database.cpuRequestMillicores + overhead.agent.millicores,
    memoryBytes: database.memoryLimitBytes + overhead.agent.memoryBytes,
  };
  const { ephemeral, sizeBytes, walSizeBytes = 0 } = database.storage;
  const rolling = `the Pod twice (a rolling replacement)${job === 0 ? '' : ' and the credentials Job'}`;
  fits(
    findings,
    'cpu',
    quota.cpu,
    parseMillicores,
    2 * pod.millicores + job * overhead.credentialsJob.millicores,
    formatMillicores,
    rolling,
  );
  fits(
    findings,
    'memory',
    quota.memory,
    parseBytes,
    2 * pod.memoryBytes + job * overhead.credentialsJob.memoryBytes,
    formatBytes,
    rolling,
  );
  fits(
    findings,
    'storage',
    quota.storage,
    parseBytes,
    ephemeral ? 0 : sizeBytes + walSizeBytes,
    formatBytes,
    'the claims',
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

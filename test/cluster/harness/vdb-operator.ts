import { setTimeout as pause } from 'node:timers/promises';
import { find, kubectl, list } from './kubectl';
import { isReady, type Pod } from './pod';
import { makeVdbServer, type PostgresVdb, removeVdbServer, vdbServerName } from './vdb-server';
import { waitFor, when } from './wait';

export const vdbKind = 'postgresvdbs.core.delphix.com';
export const vdbFinalizer = 'postgresvdb.core.delphix.com/finalizer';

export interface VdbOperatorOptions {
  /** Its namespaces. More may come while it runs. */
  readonly namespaces: readonly string[];
  /** Those of them where a VDB gets a real PostgreSQL, of one database without data, to log in to. It costs a Pod. */
  readonly serves?: readonly string[];
  /** In the place of a hook of stage pre-delete: as long as it fails, the VDB is not let go. */
  readonly preDelete?: (vdb: PostgresVdb) => Promise<void>;
}

export interface VdbOperator {
  /** Ends when the last look is over: from then on nothing is done about a VDB. */
  readonly stop: () => Promise<void>;
  /** What went wrong, newest last, and was tried again. */
  readonly errors: readonly string[];
}

/**
 * In the place of the operator of Delphix, which needs a licence and a Data Control Tower. It does what is known of that one: its finalizer,
 * a status with phase and condition Ready, enabled, port and the Secret of the password; and it deletes what it made before it lets go.
 */
export const startVdbOperator = (options: VdbOperatorOptions): VdbOperator => {
  const errors: string[] = [];
  const stopped = new AbortController();
  const work = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      const all = await list<PostgresVdb>('default', vdbKind, '--all-namespaces').catch(note(errors));
      for (const vdb of (all ?? []).filter(({ metadata }) => options.namespaces.includes(metadata.namespace)))
        await reconcile(vdb, options).catch(note(errors));
      await pause(700, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  };
  const working = work();
  return {
    errors,
    stop: () => {
      stopped.abort();
      return working;
    },
  };
};

/** At the end of a file, when its namespaces are being deleted: lets the VDBs go, then stops. */
export const finishVdbs = async (operator: VdbOperator, namespaces: readonly string[]): Promise<void> => {
  const left = async (): Promise<number> =>
    (await list<PostgresVdb>('default', vdbKind, '--all-namespaces')).filter(({ metadata }) =>
      namespaces.includes(metadata.namespace),
    ).length;
  try {
    if (process.env.KEEP !== '1') await waitFor('the VDBs to go', 120, async () => when((await left()) === 0));
  } finally {
    await operator.stop();
  }
};

const note =
  (errors: string[]) =>
  (error: Error): undefined =>
    void errors.push(error.message);

const reconcile = async (vdb: PostgresVdb, { serves = [], preDelete }: VdbOperatorOptions): Promise<void> => {
  const { name, namespace, finalizers = [], deletionTimestamp } = vdb.metadata;
  if (deletionTimestamp !== undefined) {
    if (!finalizers.includes(vdbFinalizer)) return;
    await setStatus(vdb, { phase: 'Deleting', ready: false, reason: 'Deleting' });
    await preDelete?.(vdb);
    await removeVdbServer(vdb);
    await setFinalizers(
      vdb,
      finalizers.filter((each) => each !== vdbFinalizer),
    );
    return;
  }
  if (!finalizers.includes(vdbFinalizer)) await setFinalizers(vdb, [...finalizers, vdbFinalizer]);
  if (vdb.spec.enabled === false) {
    await removeVdbServer(vdb);
    await setStatus(vdb, { phase: 'Disabled', ready: false, reason: 'Disabled' });
    return;
  }
  const served = serves.includes(namespace);
  const server = served ? await find<Pod>(namespace, 'pod', vdbServerName(name)) : undefined;
  if (served && server === undefined) await makeVdbServer(vdb);
  const ready = !served || (server !== undefined && isReady(server));
  await setStatus(vdb, {
    phase: ready ? 'Running' : 'Provisioning',
    ready,
    reason: ready ? 'Running' : 'Provisioning',
  });
};

const patch = (vdb: PostgresVdb, change: object, ...more: readonly string[]): Promise<string> =>
  kubectl([
    ...['patch', vdbKind, vdb.metadata.name, '-n', vdb.metadata.namespace, '--type', 'merge'],
    ...['-p', JSON.stringify(change), ...more],
  ]);

const setFinalizers = (vdb: PostgresVdb, finalizers: readonly string[]): Promise<string> =>
  patch(vdb, { metadata: { finalizers } });

interface State {
  readonly phase: string;
  readonly ready: boolean;
  readonly reason: string;
}

/** Only where it differs: every change is news for Argo CD. */
const setStatus = async (vdb: PostgresVdb, { phase, ready, reason }: State): Promise<void> => {
  const { generation } = vdb.metadata;
  if (vdb.status?.phase === phase && vdb.status.observedGeneration === generation) return;
  const conditions = [{ type: 'Ready', status: ready ? 'True' : 'False', reason }];
  await patch(vdb, { status: { phase, observedGeneration: generation, conditions } }, '--subresource=status');
};

import { diagnose } from './diagnosis';
import { deleteOwnNamespaces, ownNamespaces } from './namespaces';
import { deleteProjects } from './project';

/**
 * What every test file does: on a failure it prints what a person would look at, and at its end it removes what it made.
 * KEEP=1 leaves everything there, to look at it.
 */
export const useCluster = (): void => {
  Reflect.set(globalThis, 'diagnoseFailure', async () => {
    for (const namespace of ownNamespaces()) process.stderr.write(`${await diagnose(namespace)}\n`);
  });
  afterAll(async () => {
    if (process.env.KEEP === '1') return;
    await deleteOwnNamespaces();
    deleteProjects();
  });
};

import { join } from 'node:path';
import { checkout } from './checkout';
import { missingStorage } from './object-storage';
import { attempt, run } from './process';
import { releaseSamples } from './sample-lock';

/** The tier fails without a cluster: a skipped test looks like a passed one. */
const globalSetup = async (): Promise<void> => {
  if ((process.env.KUBECONFIG ?? '') === '') throw new Error('the cluster tier needs KUBECONFIG: a cluster of its own');
  if (missingStorage() !== '') throw new Error(missingStorage());
  const ready = await attempt('kubectl', ['get', '--raw', '/readyz'], { timeoutSeconds: 20 });
  if (ready.code !== 0) throw new Error(`the cluster of KUBECONFIG does not answer: ${ready.stderr}`);
  const argocd = await attempt('kubectl', ['get', 'appproject', 'default', '-n', 'argocd'], { timeoutSeconds: 20 });
  if (argocd.code !== 0) throw new Error(`the cluster tier needs Argo CD in the namespace argocd: ${argocd.stderr}`);
  const definition = 'customresourcedefinition/postgresvdbs.core.delphix.com';
  const defined = await attempt('kubectl', ['get', definition], { timeoutSeconds: 20 });
  if (defined.code !== 0)
    throw new Error(`the cluster tier needs the definitions of other operators: ${defined.stderr}`);
  // What the documentation asks of an administrator: the health of a PostgresVDB.
  const patch = ['patch', 'configmap', 'argocd-cm', '-n', 'argocd', '--patch-file', join('argocd', 'argocd-cm.yaml')];
  await run('kubectl', patch, { cwd: checkout });
  releaseSamples();
  // Compiles the sources once, before three files do it side by side.
  const built = await attempt(process.execPath, [join(checkout, 'bin', 'pgfleet.js'), '--help'], {
    timeoutSeconds: 300,
  });
  if (built.code !== 0) throw new Error(`pgfleet --help fails: ${built.stderr}`);
};

module.exports = globalSetup;

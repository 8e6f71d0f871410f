import { list, tryKubectl } from './kubectl';
import type { Pod } from './pod';

/** Connections of probes and of the agent would fill a log with what nobody looks for. */
const ordinary = /LOG: {2}(connection (received|authenticated|authorized)|disconnection):/;

/** What a person would look at first: Pods, events and the ends of the logs of a namespace. */
export const diagnose = async (namespace: string): Promise<string> => {
  const parts = [`==== namespace ${namespace}`];
  const show = async (...args: readonly string[]): Promise<void> => {
    const { stdout, stderr } = await tryKubectl([...args, '-n', namespace], { timeoutSeconds: 20 });
    parts.push(`---- kubectl ${args.join(' ')}`, `${stdout}${stderr}`.trimEnd());
  };
  const showLog = async (...args: readonly string[]): Promise<void> => {
    const { stdout, stderr } = await tryKubectl(['logs', ...args, '--tail=2000', '-n', namespace]);
    const lines = `${stdout}${stderr}`.trimEnd().split('\n');
    parts.push(`---- kubectl logs ${args.join(' ')}`, ...lines.filter((line) => !ordinary.test(line)).slice(-40));
  };
  await show('get', 'statefulset,pod,pvc,job,secret,networkpolicy', '-o', 'wide');
  await show(
    'get',
    'events',
    '--sort-by=.lastTimestamp',
    '-o',
    'custom-columns=O:.involvedObject.name,R:.reason,M:.message',
  );
  for (const pod of await list<Pod>(namespace, 'pod').catch(() => [])) {
    for (const { name, state, restartCount } of [
      ...(pod.status.initContainerStatuses ?? []),
      ...(pod.status.containerStatuses ?? []),
    ]) {
      parts.push(`---- ${pod.metadata.name} ${name}: ${JSON.stringify(state)}`);
      await showLog(pod.metadata.name, '-c', name);
      if (restartCount > 0) await showLog(pod.metadata.name, '-c', name, '--previous');
    }
  }
  return parts.join('\n');
};

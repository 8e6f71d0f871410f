import { list, tryKubectl } from './kubectl';
import type { Pod } from './pod';

/** What a person would look at first: Pods, events and the ends of the logs of a namespace. */
export const diagnose = async (namespace: string): Promise<string> => {
  const parts = [`==== namespace ${namespace}`];
  const show = async (...args: readonly string[]): Promise<void> => {
    const { stdout, stderr } = await tryKubectl([...args, '-n', namespace], { timeoutSeconds: 20 });
    parts.push(`---- kubectl ${args.join(' ')}`, `${stdout}${stderr}`.trimEnd());
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
      await show('logs', pod.metadata.name, '-c', name, '--tail=40');
      if (restartCount > 0) await show('logs', pod.metadata.name, '-c', name, '--tail=40', '--previous');
    }
  }
  return parts.join('\n');
};

import { ask, isProblem } from '../kubectl';
import { type Line, ok, unknown, warning } from '../status/line';
import type { Examination } from './scope';

interface Plugin {
  /** Name of its DaemonSet, as its own manifests have it. */
  readonly daemonSet: RegExp;
  readonly name: string;
  readonly enforces: boolean | undefined;
}

/** The first that matches. The API says nothing of policies that nobody enforces, and this program sends no packets to find out. */
const plugins: readonly Plugin[] = [
  { daemonSet: /^calico-node$|^canal$/, name: 'Calico', enforces: true },
  { daemonSet: /^cilium$/, name: 'Cilium', enforces: true },
  { daemonSet: /^anetd$/, name: 'GKE Dataplane V2', enforces: true },
  { daemonSet: /^antrea-agent$/, name: 'Antrea', enforces: true },
  { daemonSet: /^kube-router$/, name: 'kube-router', enforces: true },
  { daemonSet: /^ovnkube-node/, name: 'OVN-Kubernetes', enforces: true },
  { daemonSet: /^azure-npm$/, name: 'Azure Network Policy Manager', enforces: true },
  { daemonSet: /^weave-net$/, name: 'Weave Net', enforces: true },
  // Both can, and neither says here whether it does.
  { daemonSet: /^aws-node$/, name: 'the Amazon VPC plugin', enforces: undefined },
  { daemonSet: /^kindnet$/, name: 'kindnet', enforces: undefined },
  { daemonSet: /^kube-flannel/, name: 'Flannel', enforces: false },
];

export const policies: Examination = async ({ cluster }) => {
  const answer = await ask(cluster, [
    'get',
    'daemonset',
    '--all-namespaces',
    '-o',
    'jsonpath={range .items[*]}{.metadata.name}{"\\n"}{end}',
  ]);
  return [isProblem(answer) ? unknown('NetworkPolicy', answer.problem) : judgePlugins((answer as string).split('\n'))];
};

export const judgePlugins = (daemonSets: readonly string[]): Line => {
  const line = 'NetworkPolicy';
  const found = plugins.find(({ daemonSet }) => daemonSets.some((name) => daemonSet.test(name)));
  if (found === undefined)
    return unknown(line, 'whether policies are enforced is not known: no plugin that is known here', 'docs/network.md');
  const { name, enforces } = found;
  if (enforces === undefined)
    return unknown(line, `${name} can enforce policies; whether it does is not known`, 'docs/network.md');
  return enforces
    ? ok(line, `${name} enforces policies`)
    : warning(line, `${name} enforces none: whoever reaches the Pod may try to log in`, 'docs/network.md');
};

import { at, type Rule } from '../../rule';

/** Clients of a host or path that is gone are cut off. */
export const ingressChanged: Rule = {
  id: 'ingress-changed',
  class: 'restart',
  summary: 'An Ingress leads other hosts or paths to other Services: clients of the old ones are cut off.',
  remedy: 'add the new host beside the old one, and remove the old one later',
  check: ({ kind, before, differences }) =>
    kind === 'networking.k8s.io/Ingress' && before !== undefined
      ? differences
          .filter(({ steps }) => steps[0] === 'spec')
          .map((difference) => at(difference, 'no Pod restarts; requests for a host or path that is gone are refused'))
      : [],
};

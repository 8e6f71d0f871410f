import { key } from '../manifest';
import type { Check, Finding } from './check';
import { fieldsAt, matches, podsOf, stringsOf } from './pods';

/** A selector that matches nothing, or somebody else's Pods, shows only when a client cannot connect. */
export const selectors: Check = {
  code: 'manifest',
  check: (manifests) => {
    const pods = podsOf(manifests);
    // The Pods of a VDB are in no manifest: a Service leads to those, and never to a Job that runs beside them.
    const operated = manifests.some(({ kind }) => kind === 'PostgresVDB');
    const fits = ([first, ...more]: readonly string[]): boolean =>
      first === undefined ? operated : more.length === 0 && !(operated && /^(Cron)?Job\//.test(first));
    const findings: Finding[] = [];
    for (const { object, labels, selector } of pods)
      if (selector !== undefined && !matches(selector, labels))
        findings.push({ object, message: 'its selector does not match the labels of its own Pods' });
    for (const manifest of manifests.filter(({ kind }) => kind === 'Service')) {
      const selector = stringsOf(fieldsAt(manifest, 'spec', 'selector'));
      if (Object.keys(selector).length === 0) continue;
      const selected = pods.filter(({ labels }) => matches(selector, labels)).map(({ object }) => object);
      if (!fits(selected))
        findings.push({
          object: key(manifest),
          message:
            selected.length === 0
              ? 'its selector matches no Pod of this environment'
              : `its selector matches the Pods of ${selected.join(' and ')}, and would send clients to ${selected.length === 1 ? 'them' : 'both'}`,
        });
    }
    return findings;
  },
};

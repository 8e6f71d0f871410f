import type { ActiveChecks, Checks } from '../environment/checks';
import type { Findings } from '../findings';

/** What checks need of a server that runs here. `number`: the value of a parameter; undefined where it is not set. */
export const judgeDemands = (
  findings: Findings,
  checks: Checks,
  number: (parameter: string) => number | undefined,
): void => {
  if (checks.level === 'none') return;
  const connections = number('max_connections');
  if (connections !== undefined && checks.jobs > connections / 2)
    findings.add(
      'invalid-value',
      ['checks', 'jobs'],
      `checks.jobs is ${checks.jobs}, more than half of the ${connections} of max_connections: applications would find no place`,
    );
  const full = fullOf(checks);
  if (full !== undefined && !checks.skip.includes('pages') && number('max_wal_senders') === 0)
    findings.add(
      'invalid-value',
      ['checks', full],
      `checks.${full} asks for level full, whose check "pages" reads the server as a backup does, and max_wal_senders is 0: raise it, or name pages in checks.skip`,
    );
};

/** The key that asks for level full. */
const fullOf = ({ level, fullSchedule, onSync }: ActiveChecks): 'level' | 'full' | 'onSync' | undefined => {
  if (level === 'full') return 'level';
  if (fullSchedule !== undefined) return 'full';
  return onSync === 'full' ? 'onSync' : undefined;
};

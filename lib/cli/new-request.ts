import { environmentNameFault } from '../config/environment-names';
import { branchName } from './branch-name';
import { type Chosen, flagOf } from './new-settings';

export interface NewRequest {
  readonly id: string;
  /** The environment to copy; undefined: made from a profile. */
  readonly from: string | undefined;
  readonly chosen: Chosen;
}

/** What must be said where no other environment is copied. */
const needed = ['profile', 'owner', 'database'] as const;

/** How long a feature environment lives where nobody says it, in days. */
export const featureDays = 14;

/** What the command line asks for. `today`: ISO date, in UTC. Every flag that is missing is named at once. */
export const newRequest = (
  id: string | undefined,
  options: Readonly<Record<string, unknown>>,
  today: string,
): NewRequest | { readonly problem: string } => {
  const given = Object.fromEntries(
    Object.entries(options).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
  const { from, feature, output: _, ...chosen } = given;
  const named = nameOf(id, feature);
  if ('problem' in named) return named;
  if (from !== undefined && chosen.profile !== undefined)
    return { problem: '--from copies the profile as well: leave out --profile' };
  if (chosen.expires !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(chosen.expires) && chosen.expires < today)
    return { problem: `--expires ${chosen.expires} is over: today is ${today}` };
  const settings: Chosen = feature === undefined ? chosen : { ...ofFeature(feature, from, today), ...chosen };
  if (from !== undefined) return { id: named.id, from, chosen: { description: `Made from ${from}`, ...settings } };
  const missing = needed.filter((option) => settings[option] === undefined);
  if (missing.length > 0)
    return { problem: `missing: ${missing.map(flagOf).join(', ')}; or --from, to copy another environment` };
  return { id: named.id, from, chosen: { dbOwner: settings.database, ...settings } };
};

const nameOf = (
  id: string | undefined,
  branch: string | undefined,
): { readonly id: string } | { readonly problem: string } => {
  if (branch === undefined) {
    if (id === undefined) return { problem: 'the name of the environment is missing, or --feature with a branch' };
    const fault = environmentNameFault(id);
    return fault === undefined ? { id } : { problem: fault };
  }
  if (id !== undefined) return { problem: '--feature makes the name from the branch: leave out the other one' };
  const made = branchName(branch);
  return made === undefined ? { problem: `${JSON.stringify(branch)} cannot be the name of a branch` } : { id: made };
};

const ofFeature = (branch: string, from: string | undefined, today: string): Chosen => ({
  description: `Branch ${branch}`,
  profile: from === undefined ? 'development' : undefined,
  deletionPolicy: 'Delete',
  expires: daysAfter(today, featureDays),
});

/** An ISO date. */
const daysAfter = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

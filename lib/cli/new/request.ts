import { environmentNameFault } from '../../config/environment-names';
import { branchName } from '../branch-name';
import { type Chosen, flagOf } from './settings';

export interface NewRequest {
  readonly id: string;
  /** The environment to copy; undefined: made from a profile. */
  readonly from: string | undefined;
  readonly chosen: Chosen;
}

/** What must be said where no other environment is copied. */
export const needed = ['profile', 'owner', 'database'] as const;

/** How long a feature environment lives where nobody says it, in days. */
export const featureDays = 14;

/** Why there is no request; `incomplete`: something was not said, which a person can be asked for. */
export interface NoRequest {
  readonly problem: string;
  readonly incomplete?: true;
}

/** What the command line asks for. `today`: ISO date, in UTC. Everything that is missing is named at once. */
export const newRequest = (
  id: string | undefined,
  options: Readonly<Record<string, unknown>>,
  today: string,
): NewRequest | NoRequest => {
  const { from, feature, output: _, ...chosen } = textsOf(options);
  if (from !== undefined && chosen.profile !== undefined)
    return { problem: '--from copies the profile as well: leave out --profile' };
  if (chosen.expires !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(chosen.expires) && chosen.expires < today)
    return { problem: `--expires ${chosen.expires} is over: today is ${today}` };
  const settings: Chosen = feature === undefined ? chosen : { ...ofFeature(feature, from, today), ...chosen };
  const missing = from === undefined ? needed.filter((option) => settings[option] === undefined).map(flagOf) : [];
  const name = nameOf(id, feature);
  if (name !== undefined && 'problem' in name) return name;
  if (name === undefined || missing.length > 0) {
    const all = [...(name === undefined ? ['the name of the environment (or --feature)'] : []), ...missing];
    const copy = missing.length > 0 ? '; or --from, to copy another environment' : '';
    return { problem: `missing: ${all.join(', ')}${copy}`, incomplete: true };
  }
  if (from !== undefined) return { id: name.id, from, chosen: { description: `Made from ${from}`, ...settings } };
  // The role of a VDB is that of its source, unless somebody says it.
  const owner = settings.vdb === undefined ? { dbOwner: settings.database } : {};
  return { id: name.id, from, chosen: { ...owner, ...settings } };
};

/** Options that hold text; the others are switches. */
export const textsOf = (options: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(options).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );

/** undefined: nobody said it. */
const nameOf = (
  id: string | undefined,
  branch: string | undefined,
): { readonly id: string } | NoRequest | undefined => {
  if (branch === undefined) {
    if (id === undefined) return undefined;
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

import { codePoint } from './decode';

/** Longest name of an environment, in characters: `postgres-vdbs-<env>` and names of CronJobs (52) must fit. */
export const longestEnvironmentName = 40;

/** Names below dist/ that pgfleet uses itself. */
export const takenEnvironmentNames: readonly string[] = ['argocd'];

/** Their form, but for their length. */
export const environmentNamePattern = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** What is wrong with the name of a directory below environments/, or undefined. ASCII only, since cdk8s and editors take the rest. */
export const environmentNameFault = (name: string): string | undefined => {
  const quoted = JSON.stringify(name);
  const foreign = [...name].find((character) => (character.codePointAt(0) ?? 0) > 0x7f);
  if (foreign !== undefined) {
    return `${quoted} holds ${JSON.stringify(foreign)} (${codePoint(foreign)}), which is not an ASCII letter, though it may look like one`;
  }
  if (takenEnvironmentNames.includes(name))
    return `${quoted} is a directory of pgfleet's own in dist/: choose another name`;
  if (name.length > longestEnvironmentName) {
    return `${quoted} has ${name.length} characters; at most ${longestEnvironmentName} leave room for the names made from it`;
  }
  if (environmentNamePattern.test(name)) return undefined;
  const rule = `${quoted} must be lower-case letters, digits or "-", and begin and end with a letter or digit`;
  const repaired = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return repaired === '' ? rule : `${rule}: for example ${repaired}`;
};

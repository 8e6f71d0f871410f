/** What stands before and after these two lines is of people, and stays. */
const begin = '# pgfleet: made by "npm run synth" from `owner` of each environment - do not edit';
const end = '# pgfleet: end';

export interface Owned {
  readonly id: string;
  /** Empty: nobody. */
  readonly owner: string;
}

/** The text of CODEOWNERS with one line for the values and one for the manifests of every environment that has an owner. */
export const withOwners = (present: string, prefix: string, environments: readonly Owned[]): string => {
  const lines = environments
    .filter(({ owner }) => owner !== '')
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .flatMap(({ id, owner }) => ['environments', 'dist'].map((folder) => `/${folder}/${id}/ ${prefix}${owner}`));
  const block = `${[begin, ...lines, end].join('\n')}\n`;
  const from = present.indexOf(`${begin}\n`);
  const to = present.indexOf(`${end}\n`, from);
  // The last line that matches wins (GitHub docs, "About code owners"): ours come after those of everything.
  if (from < 0 || to < 0) return present === '' || present.endsWith('\n') ? present + block : `${present}\n${block}`;
  return present.slice(0, from) + block + present.slice(to + end.length + 1);
};

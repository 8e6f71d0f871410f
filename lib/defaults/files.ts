import type { Findings, Path } from './findings';

/** A file beside values.yaml; undefined, and a finding, where the name is none of a file or there is no such file. */
export const fileBeside = (
  findings: Findings,
  path: Path,
  name: string,
  files: ReadonlyMap<string, Buffer>,
): Buffer | undefined => {
  if (!/^[-._a-zA-Z0-9]{1,253}$/.test(name) || name.startsWith('..') || name === '.') {
    findings.add(
      'invalid-value',
      path,
      `"${name}" must be the name of a file beside values.yaml: letters, digits, "-", "_" and ".", no directory`,
    );
    return undefined;
  }
  const bytes = files.get(name);
  if (bytes === undefined) findings.add('file-missing', path, `"${name}" does not exist beside values.yaml`);
  return bytes;
};

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

/** The words before a password are bounded, so that a long file is searched in linear time. */
const passwordLiteral = /\b(create|alter)\s+(role|user)\b[^;]{0,500}?\bpassword\s+(e|u&)?'/i;

/** A script of the user as text with LF line ends; undefined, and a finding, where it cannot go into Git or to a server. `what`: its name. */
export const scriptText = (findings: Findings, path: Path, what: string, bytes: Uint8Array): string | undefined => {
  const text = decode(bytes);
  if (text === undefined) findings.add('file-encoding', path, `${what} is not UTF-8 text`);
  else if (text.includes('\0')) findings.add('file-encoding', path, `${what} holds a NUL character, which SQL cannot`);
  else if (passwordLiteral.test(text))
    findings.add('secret-in-values', path, `${what} sets a password in plain text, and it would stand in Git`);
  else return text;
  return undefined;
};

/** psql on a Linux server reads a CR as part of the last word of a line. */
const decode = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r\n?/g, '\n');
  } catch {
    return undefined;
  }
};

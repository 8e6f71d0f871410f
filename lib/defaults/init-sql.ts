import type { Database } from './environment';
import { fileBeside } from './files';
import type { Findings } from './findings';

/** A ConfigMap holds 1 MiB with everything around the text. */
const limitBytes = 900 * 1024;

/** The words before a password are bounded, so that a long file is searched in linear time. */
const passwordLiteral = /\b(create|alter)\s+(role|user)\b[^;]{0,500}?\bpassword\s+(e|u&)?'/i;

/** The SQL files beside values.yaml, as text with LF line ends. */
export const resolveInitSql = (findings: Findings, files: ReadonlyMap<string, Buffer>): Database['initSql'] => {
  const names = findings.values.database?.initSql ?? [];
  const found: { readonly name: string; readonly text: string }[] = [];
  let total = 0;
  for (const [index, name] of names.entries()) {
    const path = ['database', 'initSql', index];
    if (names.indexOf(name) !== index) {
      findings.add('invalid-value', path, `"${name}" is listed twice`);
      continue;
    }
    const bytes = fileBeside(findings, path, name, files);
    if (bytes === undefined) continue;
    total += bytes.length;
    const text = decode(bytes);
    if (text === undefined) findings.add('file-encoding', path, `"${name}" is not UTF-8 text`);
    else if (text.includes('\0'))
      findings.add('file-encoding', path, `"${name}" holds a NUL character, which SQL cannot`);
    else if (passwordLiteral.test(text))
      findings.add('secret-in-values', path, `"${name}" sets a password in plain text, and it would stand in Git`);
    else found.push({ name, text });
  }
  if (total > limitBytes)
    findings.add(
      'file-too-large',
      ['database', 'initSql'],
      `the files of initSql have ${total} bytes together, and a ConfigMap holds ${limitBytes} of them: load large data by the application`,
    );
  return found;
};

/** psql on a Linux server reads a CR as part of the last word of a line. */
const decode = (bytes: Buffer): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r\n?/g, '\n');
  } catch {
    return undefined;
  }
};

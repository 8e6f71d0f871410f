import type { Database } from './environment';
import { fileBeside, scriptText } from './files';
import type { Findings } from './findings';

/** A ConfigMap holds 1 MiB with everything around the text. */
const limitBytes = 900 * 1024;

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
    const text = scriptText(findings, path, `"${name}"`, bytes);
    if (text !== undefined) found.push({ name, text });
  }
  if (total > limitBytes)
    findings.add(
      'file-too-large',
      ['database', 'initSql'],
      `the files of initSql have ${total} bytes together, and a ConfigMap holds ${limitBytes} of them: load large data by the application`,
    );
  return found;
};

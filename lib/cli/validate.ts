import { join } from 'node:path';
import type { DiagnosticFormat } from '../diagnostic-render';
import { validate } from '../synth';
import { exitCode } from './exit-codes';
import { projectRoot } from './project-root';
import { count, reportDiagnostics } from './report';
import { print, progressLine, say } from './terminal';

export const run = async (only: readonly string[], options: Readonly<Record<string, unknown>>): Promise<number> => {
  const format = options.output as DiagnosticFormat;
  const progress = progressLine('checking');
  const { environments, notices, diagnostics } = await validate({
    root: projectRoot(),
    only,
    prune: false,
    allowRename: false,
    worker: { path: join(__dirname, 'render-worker.js') },
    progress: progress.step,
  });
  progress.end();
  notices.forEach(say);
  if (diagnostics.length > 0) return reportDiagnostics(diagnostics, format);
  if (format === 'json') print(JSON.stringify({ schemaVersion: 1, environments, diagnostics: [] }, undefined, 2));
  say(`${count(environments, 'environment')}: no mistakes`);
  return exitCode.fine;
};

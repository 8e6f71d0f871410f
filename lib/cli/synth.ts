import { join } from 'node:path';
import type { DiagnosticFormat } from '../diagnostic-render';
import { check, type SynthRequest, synth } from '../synth';
import { exitCode } from './exit-codes';
import { projectRoot } from './project-root';
import { count, counts, reportDiagnostics, reportFiles } from './report';
import { progressLine, say } from './terminal';

export const run = async (only: readonly string[], options: Readonly<Record<string, unknown>>): Promise<number> => {
  const start = Date.now();
  const format = options.output as DiagnosticFormat;
  const progress = progressLine('rendering');
  const request: SynthRequest = {
    root: projectRoot(),
    only,
    prune: options.prune === true,
    allowRename: options.allowRename === true,
    worker: { path: join(__dirname, 'render-worker.js') },
    progress: progress.step,
  };
  const seconds = () => `${((Date.now() - start) / 1000).toFixed(2)} s`;

  if (options.check === true) {
    const result = await check(request);
    progress.end();
    if ('diagnostics' in result) return reportDiagnostics(result.diagnostics, format);
    result.notices.forEach(say);
    const { missing, stale, superfluous } = result.drift;
    const lists = { added: missing, changed: stale, removed: superfluous };
    reportFiles(result.environments, lists, format, true);
    for (const file of result.beside) say(`${file} is stale: run "npm run synth"`);
    const fresh = missing.length + stale.length + superfluous.length === 0;
    const verdict = fresh
      ? 'dist/ is up to date'
      : `dist/ is stale (a synth would make ${counts(lists)}): run "npm run synth"`;
    say(`${count(result.environments, 'environment')}: ${verdict}, in ${seconds()}`);
    return fresh && result.beside.length === 0 ? exitCode.fine : exitCode.differs;
  }

  const result = await synth(request);
  progress.end();
  if ('diagnostics' in result) return reportDiagnostics(result.diagnostics, format);
  result.notices.forEach(say);
  const { report } = result;
  const added = new Set(report.added);
  const lists = {
    added: report.added,
    changed: report.written.filter((path) => !added.has(path)),
    removed: [...report.removedFiles, ...report.removedEnvironments.map((id) => `${id}/`)].sort(),
  };
  reportFiles(result.environments, lists, format, false);
  for (const file of result.beside) say(`${file} is written`);
  say(`${count(result.environments, 'environment')}: ${counts(lists)}, in ${seconds()}`);
  return exitCode.fine;
};

import { resolve } from 'node:path';
import { renderDiagnostics } from './lib/diagnostic-render';
import { synth } from './lib/synth';

/** For `cdk8s synth`, which empties the directory first and names it in CDK8S_OUTDIR. `npm run synth` is the better way. */
const main = async (): Promise<void> => {
  const result = await synth({
    root: process.cwd(),
    dist: resolve(process.env.CDK8S_OUTDIR ?? 'dist'),
    only: [],
    prune: true,
    allowRename: true,
  });
  if (!('diagnostics' in result)) return;
  process.stderr.write(renderDiagnostics(result.diagnostics, { color: false, format: 'text' }));
  process.exitCode = 2;
};

void main();

import { writeFileSync } from 'node:fs';

// Loaded into every measured process by NODE_OPTIONS: the last one to end is the measured program itself.
process.on('exit', () => {
  const file = process.env.BENCH_PEAK_FILE;
  if (file !== undefined) writeFileSync(file, String(process.resourceUsage().maxRSS * 1024));
});

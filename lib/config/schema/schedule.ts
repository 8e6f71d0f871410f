import { z } from 'zod';

/** Five fields of cron, or H and H(a-b), which the name of the environment decides. Judged in lib/defaults/schedules.ts. */
export const schedule = z.string().min(1).max(100);

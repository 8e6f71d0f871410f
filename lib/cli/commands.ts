import type { Command } from './command';
import { changeCommands } from './commands/change';
import { clusterCommands } from './commands/cluster';
import { valuesCommands } from './commands/values';

/** In the order in which help lists them. */
export const commands: readonly Command[] = [...valuesCommands, ...changeCommands, ...clusterCommands];

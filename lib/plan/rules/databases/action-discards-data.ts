import { fieldsAt, kindOf } from '../../object';
import type { Rule } from '../../rule';

const actions: ReadonlySet<string> = new Set(['VDBRefresh', 'VDBRewind', 'PostgresRefresh', 'PostgresRewind']);

/** An action that overwrites a database, by its kind or by its own word. */
export const actionDiscardsData: Rule = {
  id: 'action-discards-data',
  class: 'data-loss',
  summary: 'An action is made that replaces the data of a database, such as a refresh or a rewind.',
  remedy: 'take a snapshot of the database first (VDBSnapshot); leave the action out where its data is still needed',
  check: ({ before, after, object }) => {
    if (after === undefined || before !== undefined) return [];
    const danger = fieldsAt(after, 'metadata', 'annotations')['pgfleet.dev/danger'] === 'discards-data';
    if (!danger && !(kindOf(after).startsWith('actions.delphix.com/') && actions.has(after.kind))) return [];
    return [
      {
        path: '',
        message: `${object.kind} ${object.name} runs once, at the sync of this merge: what was written to its database since is discarded`,
      },
    ];
  },
};

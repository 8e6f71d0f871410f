import { fileChanges, ownUse } from '../../postgresql/own-files';
import { changedNames, postgresqlSettings } from '../../postgresql/settings-text';
import type { Rule } from '../../rule';

/** What the agent does about each file of our configuration. */
const meanings: Readonly<Record<string, string>> = {
  'pg_hba.conf': 'new connections are judged by it after a reload; sessions that are open stay',
  'pg_ident.conf': 'new connections are judged by it after a reload; sessions that are open stay',
  extensions: 'the agent makes the extensions that are missing; it removes none',
  'backup-method': 'the agent fits the rights of the role of backups',
  'check-level': 'the agent fits the role of checks',
  'postgresql.conf': 'no parameter changes, only comments or their order; the reload changes nothing',
};

/** Files beside the parameters themselves. */
export const configurationReload: Rule = {
  id: 'configuration-reload',
  class: 'reload',
  summary: 'A file of the configuration changes that the agent follows while the server runs.',
  remedy: 'nothing to do',
  check: (change) =>
    ownUse(change) !== 'configuration'
      ? []
      : fileChanges(change)
          .filter(({ name, before, after }) => name !== 'postgresql.conf' || isCommentOnly(before, after))
          .flatMap(({ name, path, before, after }) => {
            const meaning = meanings[name];
            return meaning === undefined ? [] : [{ path, before, after, message: meaning }];
          }),
};

const isCommentOnly = (before = '', after = ''): boolean =>
  changedNames(postgresqlSettings(before), postgresqlSettings(after)).length === 0;

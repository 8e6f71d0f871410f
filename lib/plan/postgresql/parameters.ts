import { type Major, majors } from '../../config/majors';
import { type NamedParameter, parametersOf } from '../../defaults/parameter-table';
import type { Manifest } from '../../manifest';
import { valueAt } from '../object';
import type { Found, ObjectChange } from '../rule';
import { fileChanges, ownUse } from './own-files';
import { changedNames, postgresqlSettings, type TextChange } from './settings-text';

export interface ParameterChange extends TextChange {
  /** Below the file. */
  readonly path: string;
  /** As the servers of that major describe it; undefined: they do not. */
  readonly parameter: NamedParameter | undefined;
}

/** Parameters of our postgresql.conf that changed. */
export const parameterChanges = (change: ObjectChange): readonly ParameterChange[] => {
  if (ownUse(change) !== 'configuration') return [];
  const table = parametersOf(majorOf(change.after ?? change.before));
  return fileChanges(change)
    .filter(({ name }) => name === 'postgresql.conf')
    .flatMap(({ path, before, after }) =>
      changedNames(postgresqlSettings(before ?? ''), postgresqlSettings(after ?? '')).map((one) => ({
        ...one,
        path: `${path}.${one.name}`,
        parameter: table.get(one.name),
      })),
    );
};

/** The newest where the label names none that is known. */
const majorOf = (manifest: Manifest | undefined): Major => {
  const version = valueAt(manifest?.metadata.labels, 'app.kubernetes.io/version');
  return majors.find((major) => major === version) ?? majors[majors.length - 1] ?? '17';
};

/** Applied at start only. Source: PostgreSQL docs, pg_settings.context. */
export const needsRestart = (parameter: NamedParameter): boolean => parameter.context === 'postmaster';

/** Those that a restart applies, each with what becomes of it. */
export const startParameters = (change: ObjectChange, becomes: string): readonly Found[] =>
  parameterChanges(change)
    .filter(({ parameter }) => parameter !== undefined && needsRestart(parameter))
    .map(({ path, before, after, ...rest }) => ({
      path,
      before,
      after,
      message: `${parameterWords({ before, after, ...rest })} ${becomes}`,
    }));

/** `work_mem: 4MB → 8MB`. */
export const parameterWords = ({ name, before, after }: TextChange): string =>
  `${name}: ${before ?? '(default)'} → ${after ?? '(default)'}`;

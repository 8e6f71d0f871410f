import { fileChanges } from '../postgresql/own-files';
import { changedNames, iniOptions, type TextChange } from '../postgresql/settings-text';
import type { ObjectChange } from '../rule';

export interface OptionChange extends TextChange {
  readonly path: string;
  /** Without its section. */
  readonly option: string;
}

/** Options of pgBackRest that changed, in any ConfigMap that holds its files. */
export const optionChanges = (change: ObjectChange): readonly OptionChange[] =>
  fileChanges(change)
    .filter(
      ({ name, before, after }) => /\.(conf|ini|cfg)$/.test(name) && isPgBackRest(`${before ?? ''}\n${after ?? ''}`),
    )
    .flatMap(({ path, before, after }) =>
      changedNames(iniOptions(before ?? ''), iniOptions(after ?? '')).map((one) => ({
        ...one,
        path: `${path}.${one.name}`,
        option: one.name.split('/').at(-1) ?? '',
      })),
    );

const isPgBackRest = (text: string): boolean => /^\s*repo\d+-[a-z]/m.test(text);

/** Where the repository is, and which part of it is this server's: a stanza is the section that names its data. */
export const isPlace = (option: string): boolean =>
  /^pg\d+-path$|^repo\d+-(type|path|host|s3-(bucket|endpoint|region)|gcs-bucket|azure-(account|container|endpoint)|sftp-host|storage-host)$/.test(
    option,
  );

export const isCipher = (option: string): boolean => /^repo\d+-cipher-(type|pass)$/.test(option);

export const isRetention = (option: string): boolean => /^repo\d+-retention-/.test(option);

/** Fewer backups or less of the archive are kept. */
export const isLower = ({ before, after }: TextChange): boolean => {
  const [from, to] = [Number(before), Number(after)];
  if (before === undefined) return true; // Without it everything is kept.
  if (after === undefined) return false;
  return Number.isNaN(from) || Number.isNaN(to) ? true : to < from;
};

import type { Diagnostic, DiagnosticCode } from '../diagnostic';

/** A diagnostic about a file or directory as a whole. */
export const about = (file: string, code: DiagnosticCode, message: string): Diagnostic => ({
  code,
  file,
  line: 1,
  column: 1,
  message,
});

const meanings: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on the device',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'permission is denied',
  EPERM: 'the operation is not permitted',
  EIO: 'the device reports an error',
  ENOTDIR: 'it is not a directory',
};

/** The refusal of an operating system as a diagnostic; anything else is our bug and is thrown on. `state`: what has become of dist/. */
export const outputFailure = (file: string, error: unknown, state: string): Diagnostic => {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (typeof code !== 'string' || syscall === undefined) throw error;
  return about(
    file,
    'output-unwritable',
    `${meanings[code] ?? 'it cannot be written'} (${code}, ${syscall}); ${state}`,
  );
};

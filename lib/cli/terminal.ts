/** stdout carries data only, talk goes to stderr. */
export const print = (text: string): void => {
  if (text !== '') process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
};

export const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** Text that came from a database: a terminal takes none of it for a command, and shows it in the order in which it stands. */
export const harmless = (text: string): string =>
  text.replace(/[^\n\t\P{Cc}]|[\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');

/** Whether a stream takes colour. FORCE_COLOR, NO_COLOR and TERM=dumb are obeyed, in this order (no-color.org, force-color.org). */
export const colored = (stream: NodeJS.WriteStream): boolean => {
  const { FORCE_COLOR, NO_COLOR, TERM } = process.env;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0';
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  return stream.isTTY === true && TERM !== 'dumb';
};

/** Time after which a run that is still busy says so, in milliseconds. */
const patience = 500;

/** A line about progress on stderr, silent for short runs; on a terminal it is rewritten and at the end removed. */
export const progressLine = (
  what: string,
): { readonly step: (done: number, total: number) => void; readonly end: () => void } => {
  const start = Date.now();
  const terminal = process.stderr.isTTY === true;
  let shown = 0;
  return {
    step: (done, total) => {
      const now = Date.now();
      if (now - start < patience || (terminal ? now - shown < 100 : shown > 0)) return;
      shown = now;
      const text = `${what}: ${done} of ${total}`;
      process.stderr.write(terminal ? `\r\u001b[K${text}` : `${text}\n`);
    },
    end: () => {
      if (terminal && shown > 0) process.stderr.write('\r\u001b[K');
    },
  };
};

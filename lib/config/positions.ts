/** A place in a file; line and column count from 1, columns in characters (a character outside the BMP is one). */
export interface Position {
  readonly line: number;
  readonly column: number;
  /** The text of that line, without its end. */
  readonly source: string;
}

/** Turns offsets into places. The lines are counted at the first use, so that a file without mistakes costs nothing. */
export const positions = (text: string): ((offset: number) => Position) => {
  let starts: number[] | undefined;
  return (offset) => {
    starts ??= lineStarts(text);
    const line = lineOf(starts, Math.min(offset, text.length));
    const start = starts[line] ?? 0;
    const end = text.indexOf('\n', start);
    const source = text.slice(start, end < 0 ? text.length : end).replace(/\r$/, '');
    return { line: line + 1, column: [...text.slice(start, offset)].length + 1, source };
  };
};

const lineStarts = (text: string): number[] => {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
};

/** Index of the last line that starts at or before the offset. */
const lineOf = (starts: readonly number[], offset: number): number => {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
};

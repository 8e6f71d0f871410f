/** Largest table of the comparison; a larger change is shown as all old lines, then all new ones. */
const largest = 4_000_000;

const context = 3;

/** Unified diff of two texts; empty where they are the same. */
export const lineDiff = (path: string, before: string | undefined, after: string | undefined): string => {
  if (before === after) return '';
  const [from, to] = [linesOf(before), linesOf(after)];
  const head = [`--- ${before === undefined ? '/dev/null' : path}`, `+++ ${after === undefined ? '/dev/null' : path}`];
  return [...head, ...hunks(edits(from, to))].join('\n');
};

const linesOf = (text: string | undefined): readonly string[] =>
  text === undefined ? [] : text.replace(/\n$/, '').split('\n');

/** Lines with their sign. */
const edits = (from: readonly string[], to: readonly string[]): readonly string[] => {
  let start = 0;
  while (start < from.length && start < to.length && from[start] === to[start]) start += 1;
  let end = 0;
  while (
    end < from.length - start &&
    end < to.length - start &&
    from[from.length - 1 - end] === to[to.length - 1 - end]
  )
    end += 1;
  const [a, b] = [from.slice(start, from.length - end), to.slice(start, to.length - end)];
  const same = (lines: readonly string[]): readonly string[] => lines.map((line) => ` ${line}`);
  return [...same(from.slice(0, start)), ...middle(a, b), ...same(from.slice(from.length - end))];
};

/** By the longest common subsequence. */
const middle = (a: readonly string[], b: readonly string[]): readonly string[] => {
  if (a.length * b.length > largest) return [...a.map((line) => `-${line}`), ...b.map((line) => `+${line}`)];
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const lines: string[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push(` ${a[i]}`);
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) {
      lines.push(`-${a[i]}`);
      i += 1;
    } else {
      lines.push(`+${b[j]}`);
      j += 1;
    }
  }
  return lines;
};

/** Changed lines with those around them. */
const hunks = (lines: readonly string[]): readonly string[] => {
  const shown = new Set<number>();
  lines.forEach((line, index) => {
    if (line.startsWith(' ')) return;
    for (let near = Math.max(0, index - context); near <= index + context; near += 1) shown.add(near);
  });
  return lines.flatMap((line, index) => {
    if (!shown.has(index)) return [];
    return shown.has(index - 1) ? [line] : ['@@', line];
  });
};

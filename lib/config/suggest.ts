/** Longest word that is compared; longer ones are data in the wrong place, not typing mistakes. */
const longestWord = 40;

/**
 * The candidate that was probably meant, or undefined. At most a third of the letters may differ, since a far-fetched
 * suggestion is worse than none, and numbers are never mistyped letters. Ties go to the first candidate.
 */
export const suggest = (word: string, candidates: Iterable<string>): string | undefined => {
  if (word.length > longestWord || /^[0-9]*$/.test(word)) return undefined;
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
};

/** `; did you mean "x"?`, or nothing: the end of a message. */
export const didYouMean = (word: string, candidates: Iterable<string>): string => {
  const suggestion = suggest(word, candidates);
  return suggestion === undefined ? '' : `; did you mean ${JSON.stringify(suggestion)}?`;
};

/**
 * Number of letters to insert, delete, replace or swap with their neighbour (optimal string alignment: a swap costs one, as people
 * type `nmae`). Returns `limit` as soon as the distance cannot be smaller.
 */
export const editDistance = (a: string, b: string, limit = Number.POSITIVE_INFINITY): number => {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = at(previous, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1);
      let distance = Math.min(replaced, at(previous, column) + 1, at(current, column - 1) + 1);
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        distance = Math.min(distance, at(beforePrevious, column - 2) + 1);
      }
      current.push(distance);
    }
    beforePrevious = previous;
    previous = current;
  }
  return Math.min(at(previous, b.length), limit);
};

const at = (row: readonly number[], column: number): number => row[column] ?? Number.POSITIVE_INFINITY;

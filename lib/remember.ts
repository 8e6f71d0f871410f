/**
 * A pure function of a text that remembers its latest results: scripts and comments are the same texts in every environment of a fleet.
 * `most`: results kept, the oldest go first.
 */
export const remembering = <Result>(compute: (text: string) => Result, most = 64): ((text: string) => Result) => {
  const known = new Map<string, Result>();
  return (text) => {
    const result = known.get(text);
    if (result !== undefined) return result;
    const computed = compute(text);
    if (known.size >= most) for (const oldest of known.keys()) if (known.delete(oldest)) break;
    known.set(text, computed);
    return computed;
  };
};

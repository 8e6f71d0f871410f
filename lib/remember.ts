/**
 * A pure function of a text that remembers its latest results: scripts and comments are the same texts in every environment of a fleet.
 * `most`: results that are sure to be kept, and at most twice as many are. It has to be more than one environment has texts, or each would
 * push out what the next one needs. Two generations instead of an order of use: a hit costs one look.
 */
export const remembering = <Result>(compute: (text: string) => Result, most = 500): ((text: string) => Result) => {
  let young = new Map<string, Result>();
  let old = young;
  return (text) => {
    const known = young.get(text);
    if (known !== undefined) return known;
    const result = old.get(text) ?? compute(text);
    if (young.size >= most) {
      old = young;
      young = new Map();
    }
    young.set(text, result);
    return result;
  };
};

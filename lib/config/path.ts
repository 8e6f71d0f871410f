/** Keys and list indexes from the root of a file to a value. */
export type Path = readonly (string | number)[];

/** Longest key that a message shows whole, in characters. */
const longestKey = 60;

/** `access.from[0].namespace`; keys that are not plain words are quoted: `labels["example.com/team"]`. */
export const formatPath = (path: Path): string => {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else if (/^[A-Za-z0-9_-]{1,60}$/.test(part)) text += text === '' ? part : `.${part}`;
    else text += `[${JSON.stringify(shorten(part, longestKey))}]`;
  }
  return text;
};

/** Identity of a path in a Set or Map. */
export const pathId = (path: Path): string => JSON.stringify(path);

export const shorten = (text: string, longest: number): string =>
  text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;

import { remembering } from '../remember';

/** Longest line of a comment, in characters; a longer word stays whole. */
const columns = 100;
const lineBreak = /\r\n|[\n\v\f\r\x85\u2028\u2029]/;
/** Controls, halves of surrogate pairs and byte order marks: a YAML reader refuses them, also in a comment. */
const unprintable = /[\p{Cc}\p{Cs}\ufeff\ufffe\uffff]/gu;

/** Text as YAML comment lines, each ending in a line feed. No text can end the comment: what breaks a line begins a new `# ` line. */
export const commentLines = remembering((text) =>
  text
    .split(lineBreak)
    .flatMap((line) => wrap(line.replace(unprintable, ' ')))
    .map((line) => `${`# ${line}`.trimEnd()}\n`)
    .join(''),
);

const wrap = (line: string): readonly string[] => {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    if (current !== '' && current.length + word.length + 3 > columns) {
      lines.push(current);
      current = word;
    } else current = current === '' ? word : `${current} ${word}`;
  }
  return [...lines, current];
};

import { isUtf8 } from 'node:buffer';

/** A mistake at an offset of a text. */
export interface TextFault {
  readonly code: 'file-encoding' | 'yaml-syntax';
  readonly offset: number;
  readonly message: string;
}

export interface Decoded {
  /** Without a byte order mark. */
  readonly text: string;
  /** Where present, the text must not be parsed. */
  readonly fault: TextFault | undefined;
}

/** UTF-8 to text. Bytes that are not UTF-8 are refused: a lenient reader would put U+FFFD into names and passwords without a word. */
export const decode = (bytes: Buffer): Decoded => {
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  if (!isUtf8(bytes)) {
    return {
      text,
      fault: { code: 'file-encoding', offset: firstBadOffset(bytes, text), message: 'the file is not UTF-8 text' },
    };
  }
  const match = unprintable.exec(text);
  return { text, fault: match === null ? undefined : unprintableFault(match[0], match.index) };
};

/**
 * Characters that YAML 1.2.2 section 5.1 does not allow in a file. A carriage return alone is allowed there, but editors disagree
 * about it being the end of a line.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unprintable = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)/;

const unprintableFault = (character: string, offset: number): TextFault => ({
  code: 'yaml-syntax',
  offset,
  message:
    character === '\r'
      ? 'a carriage return stands alone: lines end with LF or CRLF'
      : `the file holds the control character ${codePoint(character)}`,
});

/** `U+0000`. */
export const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** Offset of the first replacement character that does not stand in the file itself. */
const firstBadOffset = (bytes: Buffer, text: string): number => {
  let offset = 0;
  let byte = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  for (;;) {
    const next = text.indexOf('\uFFFD', offset);
    if (next < 0) return text.length;
    byte += Buffer.byteLength(text.slice(offset, next));
    if (bytes[byte] !== 0xef || bytes[byte + 1] !== 0xbf || bytes[byte + 2] !== 0xbd) return next;
    byte += 3;
    offset = next + 1;
  }
};

/** What a reader of JUnit XML takes from a test. */
export interface ReadCase {
  readonly name: string;
  readonly time: string;
  readonly kind: string | undefined;
  readonly message: string;
  readonly text: string;
  readonly output: string;
}

export interface ReadReport {
  readonly root: Readonly<Record<string, string>>;
  readonly suite: Readonly<Record<string, string>>;
  readonly cases: readonly ReadCase[];
}

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

/** Reads JUnit XML strictly: what is not well-formed, or not in the order of Jenkins' schema, throws. */
export const checksOf = (xml: string): ReadReport => {
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!xml.startsWith(declaration)) throw new Error('no declaration');
  const { element, rest } = elementOf(xml.slice(declaration.length));
  if (rest.trim() !== '' || element.name !== 'testsuites') throw new Error(`${element.name} and then ${rest}`);
  const [suite, ...others] = element.children;
  if (suite?.name !== 'testsuite' || others.length > 0) throw new Error('not one suite');
  return { root: element.attributes, suite: suite.attributes, cases: suite.children.map(caseOf) };
};

const caseOf = ({ name, attributes, children }: Element): ReadCase => {
  const names = children.map((child) => child.name).join(' ');
  if (name !== 'testcase' || !/^(skipped|error|failure)?( ?system-out)?$/.test(names))
    throw new Error(`${name}: ${names}`);
  const outcome = children.find((child) => child.name !== 'system-out');
  return {
    name: attributes.name ?? '',
    time: attributes.time ?? '',
    kind: outcome?.name,
    message: outcome?.attributes.message ?? '',
    text: outcome?.text ?? '',
    output: children.find((child) => child.name === 'system-out')?.text ?? '',
  };
};

const elementOf = (source: string): { readonly element: Element; readonly rest: string } => {
  const start = /^\s*<([a-z-]+)((?: [a-z]+="[^"<>]*")*)>/.exec(source);
  if (start === null) throw new Error(`no element: ${source.slice(0, 80)}`);
  const [all, name = '', written = ''] = start;
  const attributes = [...written.matchAll(/ ([a-z]+)="([^"]*)"/g)].map(
    // An attribute's own line ends and tabs would be read as spaces (XML 1.0, 3.3.3).
    ([, key = '', value = '']) => [key, decoded(value.replace(/[\n\t]/g, ' '))] as const,
  );
  if (new Set(attributes.map(([key]) => key)).size < attributes.length) throw new Error(`an attribute twice: ${all}`);
  const children: Element[] = [];
  let rest = source.slice(all.length);
  const text = /^[^<]*/.exec(rest)?.[0] ?? '';
  if (text.includes(']]>')) throw new Error(']]> in a text');
  for (;;) {
    const end = /^[^<]*<\/([a-z-]+)>/.exec(rest);
    if (end !== null) {
      if (end[1] !== name) throw new Error(`${name} ends as ${end[1]}`);
      const element = { name, attributes: Object.fromEntries(attributes), children, text: decoded(text) };
      return { element, rest: rest.slice(end[0].length) };
    }
    const child = elementOf(rest);
    children.push(child.element);
    rest = child.rest;
  }
};

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

const decoded = (text: string): string =>
  text.replace(/&([^;]*;)?/g, (reference, name: string | undefined) => {
    const number = /^#(\d+);$/.exec(name ?? '')?.[1];
    const letter = number === undefined ? entities[(name ?? '').slice(0, -1)] : String.fromCodePoint(Number(number));
    if (letter === undefined) throw new Error(`no entity: ${reference}`);
    return letter;
  });

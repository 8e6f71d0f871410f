import { parseManifests } from '../../lib/output/parse-manifests';

const names = (text: string): readonly string[] => {
  const parsed = parseManifests(text);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
};
const pod = (name: string): string => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\n`;

test('documents of one file are objects of their own', () => {
  expect(names(`${pod('a')}---\n# nothing\n---\n${pod('b')}`)).toEqual(['Pod/a', 'Pod/b']);
});

test('a List is what it holds', () => {
  const item = '{apiVersion: v1, kind: Pod, metadata: {name: a}}';
  expect(names(`apiVersion: v1\nkind: PodList\nitems: [${item}, ${item.replace('a}', 'b}')}]\n`)).toEqual([
    'Pod/a',
    'Pod/b',
  ]);
});

test('what is no object is passed over', () => {
  expect(names('resources: [a.yaml]\n')).toEqual([]);
});

test('JSON is YAML', () => {
  expect(names('{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}}')).toEqual(['Pod/a']);
});

test('values are read as Kubernetes reads them, by YAML 1.1', () => {
  const parsed = parseManifests(`${pod('a')}spec: {on: yes, mode: 0400}\n`);
  expect(parsed).toEqual([expect.objectContaining({ spec: { true: true, mode: 256 } })]);
});

test('text that is no YAML is a problem in one line', () => {
  expect(parseManifests('a: [b')).toEqual({ problem: expect.stringMatching(/^[^\n]+$/) });
});

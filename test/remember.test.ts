import { remembering } from '../lib/remember';

const texts = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `text ${index}`);

test('what every environment of a fleet has is computed once, whatever else each of them has', () => {
  const computed: string[] = [];
  const length = remembering((text) => computed.push(text) && text.length, 10);
  const common = texts(8);
  for (let environment = 0; environment < 50; environment++)
    for (const text of [...common, `of environment ${environment}`]) expect(length(text)).toBe(text.length);
  expect(computed.filter((text) => common.includes(text))).toEqual(common);
});

test('what nobody asks for any more is forgotten', () => {
  let computed = 0;
  const counted = remembering(() => ++computed, 10);
  const first = counted('once');
  for (const text of texts(30)) counted(text);
  expect(counted('once')).not.toBe(first);
});

test('false and the empty text are results', () => {
  let computed = 0;
  const empty = remembering(() => (computed++ === 0 ? '' : 'again'));
  expect([empty('a'), empty('a')]).toEqual(['', '']);
});

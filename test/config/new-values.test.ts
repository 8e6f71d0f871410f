import * as fc from 'fast-check';
import { parse } from 'yaml';
import { loadValues } from '../../lib/config/load';
import { newValues } from '../../lib/config/new-values';

test('a new file is laid out as a person writes one, under the comment that editors read', () => {
  expect(
    newValues([
      { path: ['description'], value: 'Orders: of the shop' },
      { path: ['owner'], value: 'team-orders' },
      { path: ['database', 'name'], value: 'orders' },
      { path: ['database', 'version'], value: '17' },
      { path: ['database', 'storage', 'size'], value: '5Gi' },
      { path: ['access', 'namespaces'], value: ['shop', 'shop-qa'] },
    ]),
  ).toBe(`# yaml-language-server: $schema=../values.schema.json
description: "Orders: of the shop"
owner: team-orders
database:
  name: orders
  version: "17"
  storage: {size: 5Gi}
access:
  namespaces: [shop, shop-qa]
`);
});

test('words that another reader takes for something else are quoted', () => {
  for (const word of ['on', 'No', '2027-01-31', '1e3', '0x1f', '12:30', '-1', 'true', '~'])
    expect(newValues([{ path: ['owner'], value: word }])).toMatch(/owner: ["']/);
});

test('whatever text is given is the text that is read, by YAML 1.1 and 1.2 (property)', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
      const written = newValues([
        { path: ['description'], value: text },
        { path: ['access', 'namespaces'], value: [text] },
      ]);
      for (const version of ['1.1', '1.2'] as const)
        expect(parse(written, { version })).toEqual({ description: text, access: { namespaces: [text] } });
    }),
  );
});

test('our own reader takes it', () => {
  const text = newValues([
    { path: ['description'], value: '#a: [b' },
    { path: ['expiresOn'], value: '2027-01-31' },
  ]);
  expect(loadValues('values.yaml', Buffer.from(text))).toMatchObject({
    layer: { value: { description: '#a: [b', expiresOn: '2027-01-31' } },
    diagnostics: [],
  });
});

import * as fc from 'fast-check';
import { explainKey } from '../../lib/config/explain';
import { valuesJsonSchema } from '../../lib/config/json-schema';
import { defaultsSchema, valuesSchema } from '../../lib/config/schema';
import { metaOf, settings } from '../../lib/config/schema/tree';
import { editDistance, suggest } from '../../lib/config/suggest';

test('every setting has a description and an example', () => {
  const poor = [...settings(valuesSchema)].filter(([, schema]) => {
    const { description, examples } = metaOf(schema);
    return description === undefined || examples === undefined || examples.length === 0;
  });
  expect(poor.map(([path]) => path.join('.'))).toEqual([]);
});

test('every example is one that the program accepts', () => {
  const wrong = [...settings(defaultsSchema)].flatMap(([path, schema]) =>
    (metaOf(schema).examples ?? [])
      .filter((example) => !(schema as typeof valuesSchema).safeParse(example).success)
      .map((example) => `${path.join('.')} ${JSON.stringify(example)}`),
  );
  expect(wrong).toEqual([]);
});

test('the JSON schema carries title, words with the unit, default and examples', () => {
  const schema = valuesJsonSchema({ database: { storage: { size: '10Gi' } } }) as {
    properties: { [key: string]: unknown };
  };
  expect(schema).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#', additionalProperties: false });
  expect(schema.properties.database).toMatchObject({
    additionalProperties: false,
    properties: {
      storage: {
        properties: {
          size: {
            title: 'database.storage.size',
            description: expect.stringMatching(/^Size of the data volume.* Unit: bytes\.$/),
            type: ['string', 'null'],
            default: '10Gi',
            examples: ['20Gi'],
          },
        },
      },
    },
  });
  expect(schema.properties.profile).toMatchObject({ enum: ['production', 'development', null] });
  expect(schema.properties.labels).toMatchObject({ additionalProperties: { type: ['string', 'null'] } });
  expect(JSON.stringify(schema)).not.toContain('"unit"');
  expect(JSON.stringify(schema)).not.toContain('"required":["database"');
});

test('a setting is explained with its type, unit, default and allowed values', () => {
  expect(explainKey('database.storage.size', { database: { storage: { size: '10Gi' } } })).toEqual([
    {
      path: 'database.storage.size',
      type: 'text',
      description: expect.stringContaining('Size of the data volume.'),
      unit: 'bytes',
      default: '10Gi',
      allowed: [],
      example: '20Gi',
    },
  ]);
  expect(explainKey('scheduling.drain', {})).toMatchObject([{ allowed: ['allow', 'block'] }]);
});

const paths = (key: string): readonly string[] => {
  const found = explainKey(key, {});
  return 'suggestion' in found ? [`did you mean ${found.suggestion}?`] : found.map(({ path }) => path);
};

test.each([
  ['quota', ['quota', 'quota.cpu', 'quota.memory', 'quota.storage']],
  ['profiles.production.quota.cpu', ['profiles.production.quota.cpu']],
  ['access.from[].cidr', ['access.from[].cidr']],
  ['access.from[0].cidr', ['access.from[].cidr']],
  ['images.postgres.17', ['images.postgres.17']],
  ['images.postgres.16', ['did you mean images.postgres?']],
  ['databse.storage', ['did you mean database.storage?']],
  ['walSize', ['did you mean database.storage.walSize?']],
  ['zzzzzzzz', ['did you mean undefined?']],
])('explain %s', (key, expected) => expect(paths(key)).toEqual(expected));

test('explain without a key lists what stands at the top', () => {
  expect(paths('')).toEqual(Object.keys(defaultsSchema.shape));
});

test.each([
  ['retantion', 'retention'],
  ['nmae', 'name'],
  ['DATABASE', 'database'],
  ['naem', 'name'],
  ['xyz', undefined],
  ['', undefined],
  ['16', undefined],
  ['n'.repeat(1000), undefined],
])('suggest %s', (word, expected) => {
  expect(suggest(word, ['database', 'retention', 'name', '15'])).toBe(expected);
});

test('the distance counts insertions, deletions, replacements and swaps as one, and is symmetric', () => {
  expect(editDistance('ab', 'ba')).toBe(1);
  expect(editDistance('kitten', 'sitting')).toBe(3);
  expect(editDistance('', 'abc')).toBe(3);
  fc.assert(
    fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (a, b) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a));
      expect(editDistance(a, b) === 0).toBe(a === b);
    }),
  );
});

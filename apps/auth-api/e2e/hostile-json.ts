import fc from 'fast-check';
import type { JsonSchema } from './described-routes';

type Schemas = Readonly<Record<string, JsonSchema>>;

/** JSON as text, because parsing would remove much of what is hostile. */
type Json = string;

/** A text and its encoding. `latin1` produces bytes that are not UTF-8. */
export interface EncodedText {
  readonly text: string;
  readonly encoding: 'utf8' | 'latin1' | 'utf16le';
}

const nested = (depth: number, [open, close]: readonly [string, string]): Json =>
  open.repeat(depth) + close.repeat(depth);

const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'length', '', 'x', '0'];

const TEXTS = [
  ...[
    '',
    ' ',
    '\u200b',
    '\u200b1\u200b2\u200b3456',
    '１２３４５６',
    '١٢٣٤٥٦',
    '12\u0000456',
    '\u202e123456',
    '𝟙𝟚𝟛𝟜𝟝𝟞',
  ],
  ...[
    '123456\n',
    '+7 701 000\u00ad00 00',
    '+٧٧٠١٠٠٠٠٠٠٠',
    '00770100000000000',
    '+7701000000',
    ';ext=1',
    'tel:+77010000000',
  ],
  ...["' or 1=1 --", '../../etc/passwd', '%00', '${7*7}', '<script>', '\u0001', '\ufeff', '\uffff', '\u2028'],
  ...['ZZ', 'XX', 'kz', 'KZ\n', 'zh-Hant-TW', 'ru_RU', '0'.repeat(34), 'f'.repeat(34), `17${'0'.repeat(32)}`],
  ...[
    '00000000-0000-0000-0000-000000000000',
    '2026-02-30T00:00:00Z',
    '+275760-09-13T00:00:00Z',
    'Asia/Almaty\0',
  ],
  ...[
    ...NAMES,
    'x'.repeat(600),
    'é'.repeat(7_000),
    'x'.repeat(15_000),
    '1'.repeat(15_000),
    'x'.repeat(40_000),
  ],
];

const NUMBERS = [
  '0',
  '-0',
  '-1',
  '1.5',
  '1e999',
  '-1e999',
  '1e-999',
  '9007199254740993',
  '2147483648',
  '1'.repeat(400),
];

const INVALID_JSON = [
  '01',
  '+1',
  'NaN',
  'Infinity',
  'undefined',
  "'x'",
  '"\\x"',
  '"\\u00"',
  '"\t"',
  '[1,]',
  '{"a":1,}',
  '{a:1}',
  '/**/',
];

const DEEP = [
  ...[
    nested(5_000, ['[', ']']),
    nested(2_000, ['{"a":', '}']),
    nested(2_000, ['{"a":[', ']}']),
    '['.repeat(8_000),
  ],
  `[${'1,'.repeat(7_000)}1]`,
];

/** Values of an unexpected type. */
const hostileValue: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom(...TEXTS.map((text) => JSON.stringify(text))),
  fc.constantFrom(
    '"\\ud800"',
    '"\\udfff\\ud800"',
    '"\\u0000"',
    'null',
    'true',
    'false',
    '[]',
    '{}',
    '[null]',
    '[[[]]]',
  ),
  fc.constantFrom(...NUMBERS),
  fc.constantFrom(...INVALID_JSON),
  fc.constantFrom(...DEEP),
  fc.constantFrom(
    '{"__proto__":{"a":1}}',
    '{"constructor":{"prototype":{"a":1}}}',
    '{"toString":1,"length":1e9}',
  ),
  fc.json({ maxDepth: 4 }),
  fc.string({ unit: 'binary', maxLength: 40 }).map((text) => JSON.stringify(text)),
  fc.string({ unit: 'grapheme', maxLength: 64 }).map((text) => JSON.stringify(text)),
);

export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...TEXTS, ...NUMBERS),
  fc.string({ unit: 'binary', maxLength: 40 }),
);

/** A value that fits the schema. Fields of known names get a value that passes many checks. */
function fitting(
  schema: JsonSchema,
  schemas: Schemas,
  known: Readonly<Record<string, string>>,
  name = '',
): fc.Arbitrary<Json> {
  const inner = (innerSchema: JsonSchema, innerName = name) =>
    fitting(innerSchema, schemas, known, innerName);
  if (schema.$ref !== undefined) return inner(schemas[schema.$ref.split('/').at(-1)!]!);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((alternative) => inner(alternative)));
  if (schema.const !== undefined) return fc.constant(JSON.stringify(schema.const));
  if (schema.enum) return fc.constantFrom(...schema.enum.map((value) => JSON.stringify(value)));
  if (schema.properties) return members(schema, inner).map((pairs) => objectOf(pairs));
  if (schema.items)
    return fc.array(inner(schema.items), { maxLength: 3 }).map((items) => `[${items.join(',')}]`);
  const values = [known[name], schema.example].filter((value) => value !== undefined);
  if (values.length > 0) return fc.constantFrom(...values.map((value) => JSON.stringify(value)));
  return fc.constantFrom('"x"', '1', 'true');
}

type Member = readonly [name: string, value: Json];

const objectOf = (pairs: readonly Member[]): Json =>
  `{${pairs.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;

function members(
  schema: JsonSchema,
  inner: (schema: JsonSchema, name: string) => fc.Arbitrary<Json>,
): fc.Arbitrary<Member[]> {
  const each = Object.entries(schema.properties ?? {}).map(([name, property]) =>
    inner(property, name).map((value): Member => [name, value]),
  );
  return fc.tuple(...each);
}

type Mutation = (pairs: Member[], at: number, value: Json) => Member[];

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  replaced: (pairs, at, value) => pairs.map(([name, old], index) => [name, index === at ? value : old]),
  missing: (pairs, at) => pairs.filter((_, index) => index !== at),
  twice: (pairs, at, value) =>
    pairs.flatMap((pair, index) => (index === at ? [pair, [pair[0], value]] : [pair])),
  listed: (pairs, at) => pairs.map(([name, old], index) => [name, index === at ? `[${old}]` : old]),
  wrapped: (pairs, at) => pairs.map(([name, old], index) => [name, index === at ? `{"value":${old}}` : old]),
  renamed: (pairs, at) => pairs.map(([name, old], index) => [index === at ? name.toUpperCase() : name, old]),
  extra: (pairs, at, value) => [...pairs, [NAMES[at % NAMES.length]!, value]],
  extraFirst: (pairs, at, value) => [[NAMES[(at * 3) % NAMES.length]!, value], ...pairs],
};

/** The object schemas of a schema: itself, or each alternative of a union. */
function objectsOf(schema: JsonSchema, schemas: Schemas): JsonSchema[] {
  if (schema.$ref !== undefined) return objectsOf(schemas[schema.$ref.split('/').at(-1)!]!, schemas);
  return schema.anyOf ? schema.anyOf.flatMap((alternative) => objectsOf(alternative, schemas)) : [schema];
}

const brokenText: fc.Arbitrary<(text: string, at: number) => string> = fc.oneof(
  { weight: 8, arbitrary: fc.constant((text: string) => text) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      (text: string, at: number) => text.slice(0, at % (text.length + 1)),
      (text: string) => `\ufeff${text}`,
      (text: string) => text + text,
      (text: string) => `[${text}]`,
      (text: string) => JSON.stringify(text),
      (text: string) => text.replaceAll('"', "'"),
      (text: string) => `${text.slice(0, -1)},}`,
      (text: string, at: number) => `${text.slice(0, at % 40)}\xff\xc0${text.slice(at % 40)}`,
      (text: string, at: number) => `${text.slice(0, at % 40)}\0${text.slice(at % 40)}`,
      () => '',
      () => ' ',
    ),
  },
);

/** Bodies that fit the schema at first, and are then mutated. */
export function hostileBody(
  schema: JsonSchema | undefined,
  schemas: Schemas,
  known: Readonly<Record<string, string>>,
): fc.Arbitrary<EncodedText> {
  const objects = schema ? objectsOf(schema, schemas) : [];
  const broken = objects.map((object) =>
    fc
      .tuple(
        members(object, (property, name) => fitting(property, schemas, known, name)),
        fc.array(fc.tuple(fc.constantFrom(...Object.keys(MUTATIONS)), fc.nat({ max: 12 }), hostileValue), {
          maxLength: 3,
        }),
      )
      .map(([pairs, breaks]) =>
        objectOf(
          breaks.reduce<Member[]>(
            (left, [how, at, value]) =>
              MUTATIONS[how]!(left, left.length === 0 ? 0 : at % left.length, value),
            pairs,
          ),
        ),
      ),
  );
  const json = fc.oneof(...broken.map((arbitrary) => ({ weight: 6, arbitrary })), {
    weight: 1,
    arbitrary: hostileValue,
  });
  const encoding = fc.oneof(
    { weight: 12, arbitrary: fc.constant('utf8' as const) },
    { weight: 1, arbitrary: fc.constantFrom('latin1' as const, 'utf16le' as const) },
  );
  return fc
    .tuple(json, brokenText, fc.nat({ max: 400 }), encoding)
    .map(([text, change, at, how]) => ({ text: change(text, at), encoding: how }));
}

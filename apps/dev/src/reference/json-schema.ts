/** The part of JSON Schema 2020-12 that the OpenAPI document uses. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly default?: unknown;
  readonly description?: string;
  readonly example?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
}

export type Schemas = Readonly<Record<string, JsonSchema>>;

export interface Field {
  /** With dots, such as `telegram.link`; `[]` stands for each item of a list. */
  readonly path: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly description: string;
}

export function resolved(schema: JsonSchema, schemas: Schemas): JsonSchema {
  if (schema.$ref === undefined) return schema;
  const name = schema.$ref.split('/').at(-1)!;
  const found = schemas[name];
  if (found === undefined) throw new Error(`The document lacks the schema ${name}`);
  return found;
}

/** Each way to fill a body; usually there is one. */
export const alternativesOf = (schema: JsonSchema, schemas: Schemas): readonly JsonSchema[] => {
  const { anyOf } = resolved(schema, schemas);
  return (anyOf ?? [schema]).map((each) => resolved(each, schemas));
};

/** All fields, those of nested objects and lists included. */
export function fieldsOf(schema: JsonSchema, schemas: Schemas, prefix = ''): Field[] {
  const { properties = {}, required = [] } = resolved(schema, schemas);
  return Object.entries(properties).flatMap(([name, property]) => {
    const path = `${prefix}${name}`;
    const child = resolved(property, schemas);
    const field: Field = {
      path,
      type: typeOf(child),
      isRequired: required.includes(name),
      description: descriptionOf(child),
    };
    const item = child.items && resolved(child.items, schemas);
    const nested =
      item === undefined ? fieldsOf(child, schemas, `${path}.`) : fieldsOf(item, schemas, `${path}[].`);
    return [field, ...nested];
  });
}

const NUMBERS_END = Number.MAX_SAFE_INTEGER;

export function typeOf(schema: JsonSchema): string {
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeOf).join(' or ');
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(code).join(', ');
  const name = [schema.type ?? 'object'].flat().join(' or ');
  const isList = name === 'array' && schema.items !== undefined;
  return isList ? `list of ${typeOf(schema.items)}` : [name, ...refinementsOf(schema)].join(', ');
}

function refinementsOf({ format, minimum, maximum, maxLength }: JsonSchema): string[] {
  const isBounded = maximum !== undefined && maximum < NUMBERS_END;
  return [
    ...(format === undefined ? [] : [format]),
    ...(isBounded ? [`from ${minimum} to ${maximum}`] : []),
    ...(maxLength === undefined ? [] : [`at most ${maxLength} characters`]),
  ];
}

function descriptionOf({ description, example, default: fallback }: JsonSchema): string {
  const notes = [
    ...(description === undefined ? [] : [description]),
    ...(example === undefined ? [] : [`such as ${code(example)}`]),
    ...(fallback === undefined ? [] : [`default ${code(fallback)}`]),
  ];
  return notes.join('; ');
}

const code = (value: unknown): string => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

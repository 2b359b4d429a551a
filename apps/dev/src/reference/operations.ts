import type { OpenAPIObject } from '@nestjs/swagger';
import { ERROR_CODES, type ErrorCode } from '@app/contract';
import type { JsonSchema } from './json-schema';

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: JsonSchema }>>;
}

interface Described {
  readonly operationId: string;
  readonly summary: string;
  readonly security?: readonly object[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content & { readonly description: string }>>;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: JsonSchema;
}

export interface Operation {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly access: 'public' | 'bearer' | 'cookie' | 'bearerOrCookie';
  readonly parameters: readonly Parameter[];
  readonly body: JsonSchema | undefined;
  readonly answers: readonly {
    readonly status: string;
    readonly description: string;
    readonly schema?: JsonSchema;
  }[];
  readonly errors: readonly ErrorCode[];
}

/** Every operation of the document, in its order. */
export const operationsOf = ({ paths }: OpenAPIObject): Operation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods as unknown as Readonly<Record<string, Described>>).map(([method, described]) =>
      operationOf(method.toUpperCase(), path, described),
    ),
  );

function operationOf(method: string, path: string, described: Described): Operation {
  const { operationId, summary, parameters = [], responses, requestBody } = described;
  const body = schemaOf(requestBody);
  const all = Object.entries(responses);
  return {
    ...{ name: operationId, method, path, summary, parameters, body },
    access: accessOf(described.security ?? []),
    answers: all
      .filter(([, answer]) => errorCodesOf(answer.description).length === 0)
      .filter(([status]) => /^\d+$/.test(status))
      .map(([status, answer]) => {
        const schema = schemaOf(answer);
        return { status, description: answer.description, ...(schema && { schema }) };
      }),
    errors: all.flatMap(([, answer]) => errorCodesOf(answer.description)),
  };
}

/** A response that reports errors is described by their codes. */
const errorCodesOf = (description: string): ErrorCode[] => {
  const words = description.split(', ') as ErrorCode[];
  return words.every((word) => ERROR_CODES.includes(word)) ? words : [];
};

const schemaOf = (described: Content | undefined): JsonSchema | undefined =>
  Object.values(described?.content ?? {})[0]?.schema;

function accessOf(security: readonly object[]): Operation['access'] {
  const schemes = security.flatMap((each) => Object.keys(each));
  if (schemes.includes('cookie')) return schemes.includes('bearer') ? 'bearerOrCookie' : 'cookie';
  return schemes.includes('bearer') ? 'bearer' : 'public';
}

import { applyDecorators, createParamDecorator, type ExecutionContext, HttpCode } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiQuery, ApiResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ERROR_STATUS, type ErrorCode, negotiateLanguage } from '@app/contract';
import type { z } from 'zod';
import { parseBody } from '../http/body-errors';
import {
  type AnswerName,
  BODIES,
  type BodyName,
  QUERIES,
  type QueryName,
  querySchemas,
  referTo,
} from './schemas';

interface Description {
  readonly summary: string;
  readonly status?: number;
  /** None: the answer has no body. */
  readonly answer?: AnswerName;
  /** The media type of the answer. */
  readonly type?: string;
  readonly problems?: readonly ErrorCode[];
}

const EVERY_ROUTE: readonly ErrorCode[] = ['internal'];

function problemResponses(codes: readonly ErrorCode[]): MethodDecorator[] {
  const statuses = [...new Set(codes.map((code) => ERROR_STATUS[code]))];
  return statuses.map((status) =>
    ApiResponse({
      status,
      description: codes.filter((code) => ERROR_STATUS[code] === status).join(', '),
      content: { 'application/problem+json': { schema: referTo('Problem') } },
    }),
  );
}

/** What a route answers, for the client and for the document alike. */
export function Describe({
  summary,
  status = 200,
  answer,
  type = 'application/json',
  problems = [],
}: Description): MethodDecorator {
  return applyDecorators(
    HttpCode(status),
    ApiOperation({ summary }),
    ApiResponse({
      status,
      description: summary,
      ...(answer !== undefined && { content: { [type]: { schema: referTo(answer) } } }),
    }),
    ...problemResponses([...problems, ...EVERY_ROUTE]),
  );
}

const parsed = createParamDecorator(
  ({ name, required }: { name: BodyName; required: boolean }, context: ExecutionContext) => {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    return parseBody(
      BODIES[name],
      request.body ?? (required ? undefined : {}),
      negotiateLanguage(request.headers['accept-language']),
    );
  },
);

export type Body<Name extends BodyName> = z.output<(typeof BODIES)[Name]>;

/** The body, checked by the schema that the document shows. */
export function JsonBody(name: BodyName, { required = true } = {}): ParameterDecorator {
  return (target, key, index) => {
    parsed({ name, required })(target, key, index);
    const method = Object.getOwnPropertyDescriptor(target, key!)!;
    ApiBody({ required, schema: referTo(name) })(target, key!, method);
  };
}

const parsedQuery = createParamDecorator((name: QueryName, context: ExecutionContext) => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return parseBody(
    QUERIES[name],
    { ...(request.query as object) },
    negotiateLanguage(request.headers['accept-language']),
  );
});

export type Query<Name extends QueryName> = z.output<(typeof QUERIES)[Name]>;

/** The parameters of the URL, checked by the schema that the document shows. */
export function UrlQuery(name: QueryName): ParameterDecorator {
  return (target, key, index) => {
    parsedQuery(name)(target, key, index);
    const method = Object.getOwnPropertyDescriptor(target, key!)!;
    for (const [parameter, schema] of Object.entries(querySchemas(name)))
      ApiQuery({ name: parameter, required: false, schema })(target, key!, method);
  };
}

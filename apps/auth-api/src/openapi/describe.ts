import { applyDecorators, createParamDecorator, type ExecutionContext, HttpCode } from '@nestjs/common';
import { ApiBody, ApiOperation, type ApiOperationOptions, ApiQuery, ApiResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ERROR_STATUS, type ErrorCode } from '@app/contract';
import type { z } from 'zod';
import { ZodPipe } from '../http/zod.pipe';
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
  /** The name of the operation in a generated client. */
  readonly operation: string;
  /** Alternatives, if the route takes the cookie. A route without `@SignedIn()` and without alternatives is public. */
  readonly security?: NonNullable<ApiOperationOptions['security']>;
  readonly summary: string;
  readonly status?: number;
  /** Absent if the answer has no body. */
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

/** Sets the success status of a route, and describes its answers in the OpenAPI document. */
export function Describe({
  operation,
  security,
  summary,
  status = 200,
  answer,
  type = 'application/json',
  problems = [],
}: Description): MethodDecorator {
  return applyDecorators(
    HttpCode(status),
    ApiOperation({ operationId: operation, summary, ...(security && { security }) }),
    ApiResponse({
      status,
      description: summary,
      ...(answer !== undefined && { content: { [type]: { schema: referTo(answer) } } }),
    }),
    ...problemResponses([...problems, ...EVERY_ROUTE]),
  );
}

const rawBody = createParamDecorator(
  (_: unknown, context: ExecutionContext): unknown =>
    context.switchToHttp().getRequest<FastifyRequest>().body,
);

export type Body<Name extends BodyName> = z.output<(typeof BODIES)[Name]>;

/** Injects the body, checked by the same schema as in the OpenAPI document. An optional body is `{}` when absent. */
export function JsonBody(name: BodyName, { required = true } = {}): ParameterDecorator {
  const pipe = new ZodPipe(BODIES[name], required ? undefined : {});
  return (target, key, index) => {
    rawBody(pipe)(target, key, index);
    const method = Object.getOwnPropertyDescriptor(target, key!)!;
    ApiBody({ required, schema: referTo(name) })(target, key!, method);
  };
}

const rawQuery = createParamDecorator((_: unknown, context: ExecutionContext): object =>
  Object.assign({}, context.switchToHttp().getRequest<FastifyRequest>().query),
);

export type Query<Name extends QueryName> = z.output<(typeof QUERIES)[Name]>;

/** Injects the query parameters, checked by the same schema as in the OpenAPI document. */
export function UrlQuery(name: QueryName): ParameterDecorator {
  const pipe = new ZodPipe(QUERIES[name]);
  return (target, key, index) => {
    rawQuery(pipe)(target, key, index);
    const method = Object.getOwnPropertyDescriptor(target, key!)!;
    for (const [parameter, schema] of Object.entries(querySchemas(name)))
      ApiQuery({ name: parameter, required: false, schema })(target, key!, method);
  };
}

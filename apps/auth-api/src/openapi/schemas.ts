import {
  activityAnswer,
  activityQuery,
  botAnswer,
  eraseBody,
  eraseCodeAnswer,
  challengeEvent,
  health,
  jwks,
  logoutBody,
  meAnswer,
  problem,
  refreshBody,
  requestOtpAnswer,
  requestOtpBody,
  session,
  sessionsAnswer,
  shop,
  shopPatch,
  tokens,
  transportQuery,
  verifyOtpAnswer,
  verifyOtpBody,
} from '@app/contract';
import { z } from 'zod';

export const BODIES = {
  RequestOtpBody: requestOtpBody,
  VerifyOtpBody: verifyOtpBody,
  RefreshBody: refreshBody,
  LogoutBody: logoutBody,
  ShopPatch: shopPatch,
  EraseBody: eraseBody,
} as const;

export const QUERIES = { TransportQuery: transportQuery, ActivityQuery: activityQuery } as const;

export const ANSWERS = {
  RequestOtpAnswer: requestOtpAnswer,
  BotAnswer: botAnswer,
  VerifyOtpAnswer: verifyOtpAnswer,
  ChallengeEvent: challengeEvent,
  Tokens: tokens,
  MeAnswer: meAnswer,
  Shop: shop,
  Session: session,
  SessionsAnswer: sessionsAnswer,
  ActivityAnswer: activityAnswer,
  EraseCodeAnswer: eraseCodeAnswer,
  Jwks: jwks,
  Health: health,
  Problem: problem,
} as const;

export type BodyName = keyof typeof BODIES;
export type QueryName = keyof typeof QUERIES;
export type AnswerName = keyof typeof ANSWERS;

export const referTo = (name: BodyName | AnswerName) => ({ $ref: `#/components/schemas/${name}` });

/** zod's own type does not fit the types of @nestjs/swagger, which support only OpenAPI 3.0. */
type JsonSchema = Record<string, unknown>;

function asJsonSchemas(
  schemas: Readonly<Record<string, z.ZodType>>,
  io: 'input' | 'output',
): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  const generated = z.toJSONSchema(registry, { io, uri: (id) => `#/components/schemas/${id}` }).schemas;
  return Object.fromEntries(
    Object.entries(generated).map(([id, schema]) => {
      const { $schema: _, $id: __, ...component } = schema as JsonSchema;
      return [id, component];
    }),
  );
}

/** The JSON Schema of each parameter of a query. */
export const querySchemas = (name: QueryName): Record<string, JsonSchema> =>
  (z.toJSONSchema(QUERIES[name], { io: 'input' }).properties ?? {}) as Record<string, JsonSchema>;

/** All bodies and answers as JSON Schema 2020-12, which OpenAPI 3.1 uses: bodies before parsing, answers after it. */
export const componentSchemas = (): Record<string, JsonSchema> => ({
  ...asJsonSchemas(BODIES, 'input'),
  ...asJsonSchemas(ANSWERS, 'output'),
});

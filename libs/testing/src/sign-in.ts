import type { RequestOtpAnswer, Tokens, VerifyOtpAnswer } from '@app/contract';
import { type ChatMessage, codeOf, inlineButtonsOf, type SimulatedPerson } from '@app/simulator';
import type { Cluster, Redis } from 'ioredis';
import type { Product } from './product';
import { until } from './until';

/** The tokens of an answer whose body holds the refresh token. */
export type BodyTokens<T extends Tokens> = T & { readonly refreshToken: string };

export const bearer = (accessToken: string) => ({ Authorization: `Bearer ${accessToken}` });

let owners = 0;

/** A shop owner with an unused phone, which is linked to the chat. */
export async function newOwner(product: Product): Promise<SimulatedPerson> {
  const phone = `+7705${String(++owners).padStart(7, '0')}`;
  const person = product.telegram.person({ firstName: 'Anna', phone });
  await linkPhone(person);
  return person;
}

/**
 * Links the person's phone to the chat. The contact is shared without a /start before it, because greetings to strangers have
 * only a small share of the send budget, and a test may bring many people at once.
 */
export async function linkPhone(person: SimulatedPerson): Promise<void> {
  person.unblock();
  const shared = person.shareContact();
  await person.waitForMessage(/номер привязан/, { after: shared });
}

export async function requestCode(product: Product, phone: string): Promise<RequestOtpAnswer> {
  const asked = await product.post<RequestOtpAnswer>('/api/auth/request-otp', { phone });
  if (asked.status !== 202)
    throw new Error(`request-otp answered ${asked.status} ${JSON.stringify(asked.body)}`);
  return asked.body;
}

/** The challenge of a code's message, which its button "It was not me" names. */
export const challengeIdOf = (message: ChatMessage): string | undefined =>
  inlineButtonsOf(message)
    .map(({ callback_data }) => callback_data)
    .find((data) => data?.startsWith('not-me:'))
    ?.slice('not-me:'.length);

/** Waits for the message with the code of this challenge. The codes of others may arrive before or after it. */
export const receiveCodeOf = (person: SimulatedPerson, challengeId: string): Promise<ChatMessage> =>
  person.waitForMessage((message) => codeOf(message) !== undefined && challengeIdOf(message) === challengeId);

/** Waits for a message with a code. @param after the id of a message; earlier ones do not count */
export const receiveCodeMessage = (person: SimulatedPerson, after = 0): Promise<ChatMessage> =>
  person.waitForMessage((message) => codeOf(message) !== undefined, { after });

/** Does the same. @returns the code */
export const receiveCode = async (person: SimulatedPerson, after = 0): Promise<string> =>
  codeOf(await receiveCodeMessage(person, after))!;

/**
 * Waits until a worker has recorded the message with the code, which is milliseconds after its arrival. A person needs longer to
 * read it. A shop takes its language from the recorded message.
 */
export const untilRecorded = (product: Product, challengeId: string): Promise<void> =>
  untilRedis(product, {
    what: `the record of the message of ${challengeId}`,
    look: (redis) => redis.exists(keyOf(product, challengeId, 'job:edit')),
  });

/** Waits until a worker has found that the phone has no chat. */
export const untilParked = (product: Product, challengeId: string): Promise<void> =>
  untilRedis(product, {
    what: `no chat for ${challengeId}`,
    look: async (redis) =>
      (await redis.hget(keyOf(product, challengeId, 'challenge'), 'delivery')) === 'parked',
  });

const keyOf = ({ namespace }: Product, challengeId: string, kind: string): string =>
  `${namespace}:{p${challengeId.slice(0, 2)}}:${kind}:${challengeId}`;

async function untilRedis(
  product: Product,
  { what, look }: { readonly what: string; readonly look: (redis: Redis | Cluster) => Promise<unknown> },
): Promise<void> {
  const redis = product.connectRedis();
  try {
    await until(() => look(redis), { what });
  } finally {
    redis.disconnect();
  }
}

/** Signs in as a person whose phone is linked: requests a code, reads it in the chat and verifies it. */
export async function signIn(
  product: Product,
  person: SimulatedPerson,
): Promise<BodyTokens<VerifyOtpAnswer> & { code: string; challengeId: string; linkToken: string }> {
  const { challengeId, telegram } = await requestCode(product, person.phone);
  const code = codeOf(await receiveCodeOf(person, challengeId))!;
  await untilRecorded(product, challengeId);
  const verified = await product.post<BodyTokens<VerifyOtpAnswer>>('/api/auth/verify-otp', {
    challengeId,
    code,
  });
  if (verified.status !== 200)
    throw new Error(`verify-otp answered ${verified.status} ${JSON.stringify(verified.body)}`);
  return {
    ...verified.body,
    code,
    challengeId,
    linkToken: new URL(telegram.link).searchParams.get('start')!,
  };
}

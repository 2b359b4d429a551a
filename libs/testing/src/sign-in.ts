import type { BodyTokens } from '@app/client';
import type { RequestOtpAnswer, VerifyOtpAnswer } from '@app/contract';
import { codeOf, type SimulatedPerson } from '@app/simulator';
import { Redis } from 'ioredis';
import type { Product } from './product';
import { until } from './until';

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

/** Waits for a message with a code. @param after the id of a message; earlier ones do not count */
export async function receiveCode(person: SimulatedPerson, after = 0): Promise<string> {
  const message = await person.waitForMessage((candidate) => codeOf(candidate) !== undefined, { after });
  return codeOf(message)!;
}

/**
 * Waits until a worker has recorded the message with the code, which is milliseconds after its arrival. A person needs longer to
 * read it. A shop takes its language from the recorded message.
 */
export async function untilRecorded(product: Product, challengeId: string): Promise<void> {
  const client = new Redis(product.redisUrl);
  const key = `${product.namespace}:{p${challengeId.slice(0, 2)}}:job:edit:${challengeId}`;
  try {
    await until(() => client.exists(key), { what: `the record of the message of ${challengeId}` });
  } finally {
    client.disconnect();
  }
}

/** Waits until a worker has found that the phone has no chat. */
export async function untilParked(product: Product, challengeId: string): Promise<void> {
  const client = new Redis(product.redisUrl);
  const key = `${product.namespace}:{p${challengeId.slice(0, 2)}}:challenge:${challengeId}`;
  try {
    await until(async () => (await client.hget(key, 'delivery')) === 'parked', {
      what: `no chat for ${challengeId}`,
    });
  } finally {
    client.disconnect();
  }
}

/** Signs in as a person whose phone is linked: requests a code, reads it in the chat and verifies it. */
export async function signIn(
  product: Product,
  person: SimulatedPerson,
): Promise<BodyTokens<VerifyOtpAnswer> & { code: string; challengeId: string; linkToken: string }> {
  const before = person.messages.at(-1)?.messageId ?? 0;
  const { challengeId, telegram } = await requestCode(product, person.phone);
  const code = await receiveCode(person, before);
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

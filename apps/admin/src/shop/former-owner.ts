import type { EntityManager } from 'typeorm';
import { type E164, FALLBACK_LANGUAGE, type Language } from '@app/contract';
import { ChallengeCloser, Notifications } from '@app/otp';
import { EventPublisher, type RedisStore } from '@app/redis';
import { reasonOf } from '@app/runtime';
import { RevokedSessions } from '@app/session';
import type { Stores } from '../stores';

/** The account that loses a shop by an operator's command. */
interface FormerOwner {
  readonly telegramId: number;
  readonly chatId: number;
  readonly language: Language | null;
}

interface ShopLoss {
  readonly shopId: string;
  /** The phones whose codes end. The first one is that of the former owner. */
  readonly phones: readonly [E164, ...E164[]];
  readonly ended: readonly string[];
  readonly former: FormerOwner | null;
}

interface ShopLossOptions<Loss extends ShopLoss> {
  /** The phones whose codes end before the change. */
  readonly phones: readonly E164[];
  readonly notification: 'shop_moved' | 'shop_erased';
  /** Makes the change, in one transaction. */
  readonly change: (manager: EntityManager) => Promise<Loss>;
  /** Says what has been changed, for the error if Redis is unavailable afterwards. */
  readonly done: (loss: Loss) => string;
}

async function closeCodes(store: RedisStore, phones: readonly E164[]): Promise<void> {
  const closer = new ChallengeCloser(store);
  for (const phone of phones) await closer.closeChallenges(phone);
}

async function notifyFormer(
  store: RedisStore,
  { shopId, phones, former }: ShopLoss,
  type: 'shop_moved' | 'shop_erased',
): Promise<void> {
  if (former === null) return;
  const { chatId, language } = former;
  await new Notifications(store).enqueue({
    ...{ id: `${shopId}:${Date.now()}`, type, phone: phones[0] },
    to: { chatId, language: language ?? FALLBACK_LANGUAGE },
  });
}

/** Takes a shop from its owner: ends its codes, changes it, publishes the ended sessions and notifies the former owner. */
export async function takeShop<Loss extends ShopLoss>(
  stores: Stores,
  { phones, notification, change, done }: ShopLossOptions<Loss>,
): Promise<Loss> {
  const [database, store] = [await stores.database(), await stores.redis()];
  // Close the codes also before the change: a code that was sent earlier must not open a session after it.
  await closeCodes(store, phones);
  const loss = await database.transaction(change);
  // The awaited commands below use the same connection, so Redis has the events before the process ends.
  new RevokedSessions(new EventPublisher(store)).publish(loss);
  try {
    await closeCodes(store, loss.phones);
    await notifyFormer(store, loss, notification);
  } catch (error) {
    throw new Error(`${done(loss)}, but the former owner could not be notified: ${reasonOf(error)}`, {
      cause: error,
    });
  }
  return loss;
}

export const formerOwnerText = (former: FormerOwner | null): string =>
  former === null ? 'no account was linked to it' : 'its account is notified';

import { type E164, FALLBACK_LANGUAGE, type Language } from '@app/contract';
import { ChallengeCloser, Notifications } from '@app/otp';
import { EventPublisher, type RedisStore } from '@app/redis';
import { reasonOf } from '@app/runtime';
import { RevokedSessions } from '@app/session';

/** The account that loses a shop by an operator's command. */
export interface FormerOwner {
  readonly telegramId: number;
  readonly chatId: number;
  readonly language: Language | null;
}

export interface Change {
  readonly shopId: string;
  /** The phones whose codes end. The first one is that of the former owner. */
  readonly phones: readonly [E164, ...E164[]];
  readonly ended: readonly string[];
  readonly former: FormerOwner | null;
  readonly notification: 'shop_moved' | 'shop_erased';
}

/** Call it also before a change: a code that was sent earlier must not open a session after it. */
export async function closeCodes(store: RedisStore, phones: readonly E164[]): Promise<void> {
  const closer = new ChallengeCloser(store);
  for (const phone of phones) await closer.closeChallenges(phone);
}

/**
 * Completes a change that Postgres has stored: ends the codes, publishes the ended sessions and notifies the former owner.
 * @param done says what has been changed, for the error if Redis is unavailable
 */
export async function completeChange(
  store: RedisStore,
  { shopId, phones, ended, former, notification }: Change,
  done: string,
): Promise<void> {
  // The awaited commands below use the same connection, so Redis has the events before the process ends.
  new RevokedSessions(new EventPublisher(store)).publish({ shopId, ended });
  try {
    await closeCodes(store, phones);
    if (former === null) return;
    const { chatId, language } = former;
    await new Notifications(store).enqueue({
      ...{ id: `${shopId}:${Date.now()}`, type: notification, phone: phones[0] },
      to: { chatId, language: language ?? FALLBACK_LANGUAGE },
    });
  } catch (error) {
    throw new Error(`${done}, but the former owner could not be notified: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

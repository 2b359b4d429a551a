import { randomBytes } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { InjectBot } from 'nestjs-telegraf';
import { Telegraf } from 'telegraf';
import type { Update } from 'telegraf/types';
import { isDatabaseAway } from '@app/database';
import { isStoreAway, RedisStore } from '@app/redis';
import { reasonOf } from '@app/runtime';
import { BotApiError } from '../telegram/bot-api-error';
import { IntakeMetrics } from './intake-metrics';

/** A claim outlives its worker by this; while the worker lives it is made to last. */
const CLAIM_MS = 6_000;
const DONE_SECONDS = 24 * 3_600;
const MOST_FAILURES = 5;

const DONE = 'done';

/** Nothing is wrong with the update itself: later it works. */
const isOfThisMoment = (error: unknown): boolean =>
  isStoreAway(error) ||
  isDatabaseAway(error) ||
  (error instanceof BotApiError && (error.problem === 'flood' || error.problem === 'bad_token'));

/** `busy`: another worker has it now. */
export type Taken = 'done' | 'busy';

/** Each update is done once, whoever brings it and however often. Not a high-water mark: updates may come in any order. */
@Injectable()
export class Inbox {
  private readonly log = new Logger(Inbox.name);
  constructor(
    @InjectBot() private readonly bot: Telegraf,
    private readonly store: RedisStore,
    private readonly metrics: IntakeMetrics,
  ) {}

  /** @throws what the work threw; the update is to be brought again */
  async take(update: Update): Promise<Taken> {
    try {
      const taken = await this.takeOnce(update);
      this.metrics.count(taken);
      return taken;
    } catch (error) {
      this.metrics.count('again');
      throw error;
    }
  }

  private async takeOnce(update: Update): Promise<Taken> {
    const { client } = this.store;
    const key = this.store.key('update', String(this.bot.botInfo?.id), String(update.update_id));
    const claim = randomBytes(9).toString('base64url');
    if ((await client.set(key, claim, 'PX', CLAIM_MS, 'NX')) === null) {
      return (await client.get(key)) === DONE ? 'done' : 'busy';
    }
    const heartbeat = setInterval(
      () => void client.pexpire(key, CLAIM_MS).catch(() => undefined),
      CLAIM_MS / 3,
    );
    try {
      await this.bot.handleUpdate(update);
    } catch (error) {
      if (!(await this.isGivenUp(key, error))) throw error;
    } finally {
      clearInterval(heartbeat);
    }
    await client.set(key, DONE, 'EX', DONE_SECONDS);
    return 'done';
  }

  /** An update that fails again and again would come for ever; one that met a store that is away, or a pause, waits. */
  private async isGivenUp(key: string, error: unknown): Promise<boolean> {
    const { client } = this.store;
    if (isOfThisMoment(error)) {
      await client.del(key).catch(() => undefined);
      return false;
    }
    const failures = await client.incr(`${key}:failures`);
    await client.expire(`${key}:failures`, DONE_SECONDS);
    this.log.warn({ reason: reasonOf(error), failures }, 'an update failed');
    if (failures < MOST_FAILURES) {
      await client.del(key);
      return false;
    }
    this.metrics.count('given_up');
    this.log.error({ error }, 'an update was given up');
    return true;
  }
}

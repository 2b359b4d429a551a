import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { RedisStore } from '@app/redis';
import { BOT_PAUSE, botKeys } from '@app/telegram';
import { messagesOf, probeDelayMs, type SendKind, type SendRates, waysOf } from './send-rates';

/** Time as the budget sees it. A test advances it by hand. */
export interface BudgetClock {
  /** Milliseconds since the epoch, by the clock of this process. */
  now(): number;
  wait(ms: number): Promise<unknown>;
  /** The present of the scripts; '' stands for the clock of Redis, which all workers share. */
  redisNow(): number | '';
}

const SYSTEM_CLOCK: BudgetClock = { now: () => Date.now(), wait, redisNow: () => '' };

/** Why there is no place now, and after how many milliseconds it makes sense to ask again. */
export interface NoPlace {
  readonly reason: 'busy' | 'bot_paused' | 'chat_paused';
  readonly waitMs: number;
}

type Reservation =
  | { readonly outcome: 'reserved' | 'probe'; readonly ms: number }
  | { readonly outcome: 'later' | 'bot_paused' | 'chat_paused'; readonly ms: number };

/** A pause of the whole bot is an assumption, which a probe checks after this long at the latest. */
const LONGEST_BOT_PAUSE_MS = 60_000;
/** Refusals in so many chats within so long mean the bot and not the chats. */
const CHATS_THAT_PAUSE_THE_BOT = 3;
const RECENT_MS = 10_000;
/** A call takes up to 10 s. Another worker probes when the one that does has died. */
const PROBE_LEASE_MS = 15_000;

const LONGEST_NAP_MS = 250;
/** A worker that was too busy to use its place in time asks for another one; else delayed calls would go out together. */
const STALE_MS = 100;

/** What Telegram takes from a bot, shared by all workers, and the pauses that it asks for. */
export class SendBudget {
  private readonly scripts;
  private readonly worker = randomBytes(9).toString('base64url');
  private callers = 0;
  private pausedUntil = 0;
  private readonly ended = new Set<SendKind>();
  /** The caller that holds the probe, by its chat. */
  private readonly probes = new Map<number, string>();

  constructor(
    private readonly store: RedisStore,
    private readonly perSecond: number,
    private readonly clock: BudgetClock = SYSTEM_CLOCK,
  ) {
    const script = (name: string) => store.script(join(__dirname, 'scripts', `${name}.lua`));
    this.scripts = {
      reserve: script('reserve-send'),
      checkPauses: script('check-pauses'),
      recordFlood: script('record-flood'),
      endProbe: script('end-probe'),
    };
  }

  /** Milliseconds for which the whole bot is paused, as far as this worker has heard. */
  get pauseMs(): number {
    return Math.max(0, this.pausedUntil - this.clock.now());
  }

  /**
   * Sends when there is a place in the budget, which is waited for, though not longer than `patienceMs`. A place that is
   * reserved already is always waited for.
   * @returns why nothing was sent, or undefined
   */
  async run(
    kind: SendKind,
    chatId: number,
    patienceMs: number,
    send: () => Promise<unknown>,
  ): Promise<NoPlace | undefined> {
    const caller = `${this.worker}:${++this.callers}`;
    const noPlace = await this.take(kind, chatId, { caller, patienceMs });
    if (noPlace !== undefined) return noPlace;
    try {
      await send();
    } finally {
      if (this.probes.get(chatId) === caller) await this.endProbe(chatId, 'unknown');
    }
    return undefined;
  }

  /** The service stops: calls of these kinds wait for no place any more. A place that is reserved already is still used. */
  endWaits(kinds: readonly SendKind[]): void {
    for (const kind of kinds) this.ended.add(kind);
  }

  /** Telegram answered a call with 429 (Bot API: `retry_after`). @param chatId the chat that the call named */
  async flooded(chatId: number | undefined, retryAfterMs: number): Promise<void> {
    const caller = chatId === undefined ? undefined : this.probes.get(chatId);
    if (chatId !== undefined) this.probes.delete(chatId);
    const chat = String(chatId ?? '');
    const reply = this.scripts.recordFlood(
      [BOT_PAUSE, `pause:${chat}`, 'probe', 'probe:holder', 'floods'].map((part) => this.key(part)),
      [
        this.clock.redisNow(),
        caller ?? '',
        chat,
        retryAfterMs,
        LONGEST_BOT_PAUSE_MS,
        CHATS_THAT_PAUSE_THE_BOT,
        RECENT_MS,
      ],
    );
    // An unavailable Redis only means that other workers get the same answer from Telegram themselves.
    this.heardOfPause(Number(await reply.catch(() => 0)));
  }

  /** Telegram answered a call with anything but 429. */
  async answered(chatId: number | undefined): Promise<void> {
    if (chatId !== undefined) await this.endProbe(chatId, 'answered');
  }

  private async take(
    kind: SendKind,
    chatId: number,
    { caller, patienceMs }: { caller: string; patienceMs: number },
  ): Promise<NoPlace | undefined> {
    const deadline = this.clock.now() + patienceMs;
    for (let attempt = 1; ; attempt++) {
      const askedAt = this.clock.now();
      const { outcome, ms } = await this.reserve(kind, chatId, caller);
      const isReserved = outcome === 'reserved' || outcome === 'probe';
      if (outcome === 'probe') this.probes.set(chatId, caller);
      if (isReserved && (await this.isUsable(chatId, { askedAt, ms }))) return undefined;
      if (isReserved) await this.giveBack(kind, chatId, caller);
      const waitMs = Math.max(ms, 1);
      if (this.ended.has(kind) || this.clock.now() + waitMs >= deadline)
        return { reason: isReserved || outcome === 'later' ? 'busy' : outcome, waitMs };
      // The more often a caller was refused, the more callers compete. Chance decides which of them asks first.
      await this.clock.wait(Math.min(waitMs * attempt, LONGEST_NAP_MS) * (0.75 + Math.random() / 2));
    }
  }

  /** Waits for a reserved place. It is lost where a pause began meanwhile, or this worker was too busy to be in time. */
  private async isUsable(chatId: number, { askedAt, ms }: { askedAt: number; ms: number }): Promise<boolean> {
    if (ms > 0) {
      await this.clock.wait(ms);
      const keys = [this.key(BOT_PAUSE), this.key(`pause:${chatId}`)];
      if ((await this.scripts.checkPauses(keys, [this.clock.redisNow()])) !== 'free') return false;
    }
    return this.clock.now() - askedAt - ms <= STALE_MS;
  }

  /** Nothing was sent, so the chat need not wait for its next place, and another call may probe. */
  private async giveBack(kind: SendKind, chatId: number, caller: string): Promise<void> {
    const isMessage = kind !== 'edit' && kind !== 'press';
    if (isMessage) await this.store.client.del(this.key(messagesOf(chatId)));
    if (this.probes.get(chatId) === caller) await this.endProbe(chatId, 'unknown');
  }

  /** The first way that has a place; else how long until one may have it. */
  private async reserve(kind: SendKind, chatId: number, caller: string): Promise<Reservation> {
    let later: Reservation | undefined;
    for (const way of waysOf(kind, chatId, this.perSecond)) {
      const reservation = await this.reserveBy(way, { kind, chatId, caller });
      if (reservation.outcome !== 'later') return reservation;
      if (later === undefined || reservation.ms < later.ms) later = reservation;
    }
    return later!;
  }

  private async reserveBy(
    { schedule, rates }: SendRates,
    { kind, chatId, caller }: { kind: SendKind; chatId: number; caller: string },
  ): Promise<Reservation> {
    const parts = [BOT_PAUSE, `pause:${chatId}`, 'probe', 'probe:holder', schedule.key];
    const [outcome, ms] = (await this.scripts.reserve(
      [...parts, ...rates.map(({ key }) => key)].map((part) => this.key(part)),
      [
        this.clock.redisNow(),
        caller,
        probeDelayMs(kind),
        PROBE_LEASE_MS,
        schedule.gapMs,
        schedule.aheadMs,
        ...rates.flatMap(({ gapMs, toleranceMs }) => [gapMs, toleranceMs]),
      ],
    )) as [Reservation['outcome'], string];
    // A call that may not probe yet does not record a pause: a code that comes now may be the probe.
    if (outcome === 'bot_paused' && probeDelayMs(kind) === 0) this.heardOfPause(Number(ms));
    return { outcome, ms: Number(ms) };
  }

  /** Does nothing where this worker does not hold the probe for the chat, or has reported already. */
  private async endProbe(chatId: number, result: 'answered' | 'unknown'): Promise<void> {
    const caller = this.probes.get(chatId);
    if (caller === undefined) return;
    this.probes.delete(chatId);
    const keys = [BOT_PAUSE, 'probe', 'probe:holder'].map((part) => this.key(part));
    // Where Redis is unavailable, the lease of the probe runs out by itself.
    await this.scripts.endProbe(keys, [caller, result]).catch(() => undefined);
  }

  private heardOfPause(ms: number): void {
    if (ms > 0) this.pausedUntil = Math.max(this.pausedUntil, this.clock.now() + ms);
  }

  private key(part: string): string {
    return botKeys.budget(this.store, part);
  }
}

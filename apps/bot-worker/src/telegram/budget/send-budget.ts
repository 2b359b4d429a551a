import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Inject, Injectable, Optional } from '@nestjs/common';
import { z } from 'zod';
import { RedisStore } from '@app/redis';
import { BOT_PAUSE, botKeys, BUDGET } from '@app/telegram';
import { TELEGRAM_CONFIG } from '../../config/worker-config.module';
import { type BudgetClock, SYSTEM_CLOCK } from './budget-clock';
import {
  aheadRatesFor,
  type AllowedRates,
  chatRatesOf,
  NEVER_PROBES_MS,
  probeDelayMs,
  type SendKind,
  type SendRates,
  sendRatesFor,
} from './send-rates';
import { type AheadKind, SlotsAhead } from './slots-ahead';

/** Why there is no slot now, and after how many milliseconds it is worth asking again. */
export interface NoSlot {
  readonly reason: 'busy' | 'bot_paused' | 'chat_paused';
  readonly waitMs: number;
}

const reservation = z
  .tuple([z.enum(['reserved', 'probe', 'later', 'bot_paused', 'chat_paused']), z.coerce.number()])
  .transform(([outcome, ms]) => ({ outcome, ms }));

type Reservation = z.infer<typeof reservation>;

/** A pause of the whole bot is an assumption. A probe checks it after this time at the latest. */
const MAX_BOT_PAUSE_MS = 60_000;
/** A recent 429 in this many chats means the bot and not the chats. */
const FLOODED_CHATS_THAT_PAUSE_THE_BOT = 3;
/** A call takes up to 10 s. After the lease another worker probes, because the first one has died. */
const PROBE_LEASE_MS = 15_000;

const MAX_RETRY_DELAY_MS = 250;
/**
 * A worker that is this late for the slot of a message reserves another one. Otherwise its delayed messages would go out
 * together. The slot of a press is used late as well, because such a call does not wait for another slot.
 */
const MAX_SLOT_DELAY_MS = 100;
/** A worker that was late so often uses its next slot late. Otherwise it would never send while the machine or Redis is slow. */
const MAX_LATE_TRIES = 3;

/** The rate of messages that Telegram allows, shared by all workers, and the pauses that Telegram asks for. */
@Injectable()
export class SendBudget {
  private readonly scripts;
  private readonly worker = randomBytes(9).toString('base64url');
  private callers = 0;
  private pausedUntil = 0;
  private readonly kindsThatDoNotWait = new Set<SendKind>();
  /** The callers that hold the probe, by the chat of their call. */
  private readonly probes = new Map<number, string>();
  readonly ahead: SlotsAhead;

  constructor(
    private readonly store: RedisStore,
    @Inject(TELEGRAM_CONFIG) private readonly allowed: AllowedRates,
    @Optional() private readonly clock: BudgetClock = SYSTEM_CLOCK,
  ) {
    const script = (name: string) => store.script(join(__dirname, 'scripts', `${name}.lua`));
    this.scripts = {
      reserve: script('reserve-send'),
      release: script('release-send'),
      checkPauses: script('check-pauses'),
      recordFlood: script('record-flood'),
      endProbe: script('end-probe'),
    };
    this.ahead = new SlotsAhead(clock, {
      reserve: (kind, chatId) => this.reserveAhead(kind, chatId),
      release: (kind, chatId) => this.release(kind, chatId, ''),
    });
  }

  /** Milliseconds for which the whole bot is paused, as far as this worker knows. */
  get pauseMs(): number {
    return Math.max(0, this.pausedUntil - this.clock.now());
  }

  /**
   * Reserves a slot and sends in it. Waits up to `maxWaitMs` until a slot can be reserved, and after the reservation
   * always until the slot itself.
   * @returns why nothing was sent, or undefined
   */
  async runInSlot(
    kind: SendKind,
    chatId: number,
    maxWaitMs: number,
    send: () => Promise<unknown>,
  ): Promise<NoSlot | undefined> {
    const caller = `${this.worker}:${++this.callers}`;
    const noSlot = await this.waitForSlot(kind, chatId, { caller, maxWaitMs });
    if (noSlot !== undefined) return noSlot;
    try {
      await send();
    } finally {
      if (this.probes.get(chatId) === caller) await this.endProbe(chatId, 'unknown');
    }
    return undefined;
  }

  /** At shutdown, calls of these kinds no longer wait for a slot. A slot that is reserved already is still used. */
  stopWaiting(kinds: readonly SendKind[]): void {
    for (const kind of kinds) this.kindsThatDoNotWait.add(kind);
  }

  /** Telegram responded to a call with 429 (Bot API: `retry_after`). @param chatId the chat that the call named */
  async recordFlood(chatId: number | undefined, retryAfterMs: number): Promise<void> {
    const caller = chatId === undefined ? undefined : this.probes.get(chatId);
    if (chatId !== undefined) this.probes.delete(chatId);
    const chat = String(chatId ?? '');
    const reply = this.scripts.recordFlood(
      [BOT_PAUSE, `pause:${chat}`, 'probe', 'probe:holder', BUDGET.floods].map((part) => this.key(part)),
      [
        this.clock.redisNow(),
        caller ?? '',
        chat,
        retryAfterMs,
        MAX_BOT_PAUSE_MS,
        FLOODED_CHATS_THAT_PAUSE_THE_BOT,
        BUDGET.recentFloodMs,
      ],
    );
    // Ignore an unavailable Redis: other workers then get the same 429 from Telegram themselves.
    this.recordBotPause(Number(await reply.catch(() => 0)));
  }

  /** Telegram responded to a call, and not with 429. @param chatId the chat that the call named */
  async recordNoFlood(chatId: number | undefined): Promise<void> {
    if (chatId !== undefined) await this.endProbe(chatId, 'no_flood');
  }

  private async waitForSlot(
    kind: SendKind,
    chatId: number,
    { caller, maxWaitMs }: { caller: string; maxWaitMs: number },
  ): Promise<NoSlot | undefined> {
    const deadline = this.clock.now() + maxWaitMs;
    let lateTries = 0;
    for (let attempt = 1; ; attempt++) {
      const taken = this.ahead.take(kind, chatId);
      const ahead = taken && (await taken);
      const startedAt = ahead?.startedAt ?? this.clock.now();
      const { outcome, ms } = ahead
        ? ({ outcome: 'reserved', ms: ahead.ms } as const)
        : await this.reserve(kind, chatId, caller);
      const isReserved = outcome === 'reserved' || outcome === 'probe';
      if (outcome === 'probe') this.probes.set(chatId, caller);
      const mayBeLate = kind === 'press' || lateTries >= MAX_LATE_TRIES;
      if (isReserved && (await this.waitForReservedSlot(chatId, { startedAt, ms, mayBeLate })))
        return undefined;
      if (isReserved) lateTries += 1;
      if (isReserved) await this.release(kind, chatId, caller);
      const waitMs = Math.max(ms, 1);
      if (this.kindsThatDoNotWait.has(kind) || this.clock.now() + waitMs >= deadline)
        return { reason: isReserved || outcome === 'later' ? 'busy' : outcome, waitMs };
      // Each refusal means more competing callers, so the delay grows. The random part decides which caller asks first.
      await this.clock.wait(Math.min(waitMs * attempt, MAX_RETRY_DELAY_MS) * (0.75 + Math.random() / 2));
    }
  }

  /** @returns false if a pause began during the wait, or this worker was too late for the slot */
  private async waitForReservedSlot(
    chatId: number,
    { startedAt, ms, mayBeLate }: { startedAt: number; ms: number; mayBeLate: boolean },
  ): Promise<boolean> {
    if (ms > 0) {
      await this.clock.wait(ms);
      const keys = [this.key(BOT_PAUSE), this.key(`pause:${chatId}`)];
      if ((await this.scripts.checkPauses(keys, [this.clock.redisNow()])) !== 'free') return false;
    }
    return mayBeLate || this.clock.now() - startedAt - ms <= MAX_SLOT_DELAY_MS;
  }

  /** Gives back the slot of the chat and the probe, because nothing was sent. */
  private async release(kind: SendKind, chatId: number, caller: string): Promise<void> {
    const rates = chatRatesOf(kind, chatId, this.allowed);
    await this.scripts.release(
      rates.map(({ key }) => this.key(key)),
      [this.clock.redisNow(), ...rates.map(({ gapMs }) => gapMs)],
    );
    if (this.probes.get(chatId) === caller) await this.endProbe(chatId, 'unknown');
  }

  /** Tries the rates of the kind in their order. @returns the first slot, or else the shortest wait */
  private async reserve(kind: SendKind, chatId: number, caller: string): Promise<Reservation> {
    let later: Reservation | undefined;
    for (const rates of sendRatesFor(kind, chatId, this.allowed)) {
      const result = await this.reserveAt(rates, { chatId, caller, probeDelayMs: probeDelayMs(kind) });
      if (result.outcome !== 'later') return result;
      if (later === undefined || result.ms < later.ms) later = result;
    }
    return later!;
  }

  private async reserveAhead(kind: AheadKind, chatId: number): Promise<number | undefined> {
    const rates = aheadRatesFor(kind, chatId, this.allowed);
    const { outcome, ms } = await this.reserveAt(rates, {
      ...{ chatId, caller: '', probeDelayMs: NEVER_PROBES_MS },
    });
    return outcome === 'reserved' ? ms : undefined;
  }

  private async reserveAt(
    { schedule, rates }: SendRates,
    by: { chatId: number; caller: string; probeDelayMs: number },
  ): Promise<Reservation> {
    const parts = [BOT_PAUSE, `pause:${by.chatId}`, 'probe', 'probe:holder', schedule.key];
    const reply = await this.scripts.reserve(
      [...parts, ...rates.map(({ key }) => key)].map((part) => this.key(part)),
      [
        this.clock.redisNow(),
        by.caller,
        by.probeDelayMs,
        PROBE_LEASE_MS,
        schedule.gapMs,
        schedule.aheadMs,
        ...rates.flatMap(({ gapMs, toleranceMs }) => [gapMs, toleranceMs]),
      ],
    );
    const result = reservation.parse(reply);
    // Recorded only for a call that may probe at once. Other calls wait longer, and must not hold back a code that may probe.
    if (result.outcome === 'bot_paused' && by.probeDelayMs === 0) this.recordBotPause(result.ms);
    return result;
  }

  /** Does nothing if this worker does not hold the probe for the chat, or has reported it already. */
  private async endProbe(chatId: number, result: 'no_flood' | 'unknown'): Promise<void> {
    const caller = this.probes.get(chatId);
    if (caller === undefined) return;
    this.probes.delete(chatId);
    const keys = [BOT_PAUSE, 'probe', 'probe:holder'].map((part) => this.key(part));
    // Ignore an unavailable Redis: the lease of the probe expires by itself.
    await this.scripts.endProbe(keys, [caller, result]).catch(() => undefined);
  }

  private recordBotPause(ms: number): void {
    if (ms > 0) this.pausedUntil = Math.max(this.pausedUntil, this.clock.now() + ms);
  }

  private key(part: string): string {
    return botKeys.budget(this.store, part);
  }
}

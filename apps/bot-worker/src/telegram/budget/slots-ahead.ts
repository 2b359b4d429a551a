import type { BudgetClock } from './budget-clock';
import type { SendKind } from './send-rates';

/** A message of a chat and a reaction to a press take different slots. */
export type AheadKind = 'message' | 'press';

/** @param releaseSlot gives the slot back early, before a longer wait */
export type WorkWithSlot<Result> = (releaseSlot: () => Promise<void>) => Promise<Result>;

interface SlotAhead {
  /** When this process asked for the slot, by its own clock. */
  readonly startedAt: number;
  /** Milliseconds after `startedAt` at which the slot begins; undefined if there was none. */
  readonly delayMs: Promise<number | undefined>;
}

/**
 * Slots that are reserved while it is still decided what is sent, so that both wait for Redis at the same time. The next call to the
 * chat takes the slot; which of several calls does so makes no difference. A chat has one of each kind.
 */
export class SlotsAhead {
  private readonly slots = new Map<string, SlotAhead>();

  constructor(
    private readonly clock: BudgetClock,
    private readonly budget: {
      /** @returns undefined if there is no slot */
      readonly reserve: (kind: AheadKind, chatId: number) => Promise<number | undefined>;
      readonly release: (kind: SendKind, chatId: number) => Promise<void>;
    },
  ) {}

  async during<Result>(kind: AheadKind, chatId: number, work: WorkWithSlot<Result>): Promise<Result> {
    const key = `${kind} ${chatId}`;
    if (this.slots.has(key)) return work(() => Promise.resolve());
    const slot: SlotAhead = {
      startedAt: this.clock.now(),
      // If Redis is unavailable, the call itself finds out.
      delayMs: this.budget.reserve(kind, chatId).catch(() => undefined),
    };
    this.slots.set(key, slot);
    const release = async (): Promise<void> => {
      if (this.slots.get(key) !== slot) return;
      this.slots.delete(key);
      if ((await slot.delayMs) === undefined) return;
      await this.budget.release(kind === 'press' ? 'press' : 'linked_answer', chatId).catch(() => undefined);
    };
    try {
      return await work(release);
    } finally {
      await release();
    }
  }

  /** @returns undefined if no slot was asked for. Edits, notifications and answers to strangers have none. */
  take(kind: SendKind, chatId: number): Promise<{ startedAt: number; ms: number } | undefined> | undefined {
    if (kind !== 'press' && kind !== 'code' && kind !== 'linked_answer') return undefined;
    const key = `${kind === 'press' ? 'press' : 'message'} ${chatId}`;
    const slot = this.slots.get(key);
    this.slots.delete(key);
    return slot?.delayMs.then((ms) => (ms === undefined ? undefined : { startedAt: slot.startedAt, ms }));
  }
}

/** Bot API, getUpdates: Telegram returns at most 100 updates, the oldest ones that are not confirmed. */
export const MAX_RETURNED = 100;
/** How many known updates an answer may contain, so that the rest of the answer is free for new ones. */
const MAX_KNOWN = MAX_RETURNED / 2;

/** Records which of the updates that Telegram returns are done, and up to which one they may be confirmed. */
export class UpdateWindow {
  /** The states of the updates that are not confirmed yet, in the order of their arrival. */
  private readonly states = new Map<number, 'waits' | 'done'>();
  private last = -1;

  /**
   * @param mayBeConfirmedEarly whether an update may be confirmed before it is done; called only if the window is crowded
   * @returns the ids that are new
   */
  add(ids: readonly number[], mayBeConfirmedEarly: (id: number) => boolean): readonly number[] {
    const fresh = ids.filter((id) => !this.states.has(id));
    const known = ids.length - fresh.length;
    if (ids.length >= MAX_RETURNED && known > MAX_KNOWN)
      this.confirmEarly(known - MAX_KNOWN, mayBeConfirmedEarly);
    for (const id of fresh) this.states.set(id, 'waits');
    this.last = ids.at(-1) ?? this.last;
    return fresh;
  }

  finish(id: number): void {
    if (!this.states.has(id)) return;
    this.states.set(id, 'done');
    this.removeConfirmed();
  }

  /** All updates below are done or confirmed early (Bot API: `offset` of getUpdates). 0 before the first update. */
  get offset(): number {
    const waiting = [...this.states].flatMap(([id, state]) => (state === 'waits' ? [id] : []));
    return waiting.length === 0 ? this.last + 1 : Math.min(...waiting);
  }

  /**
   * Confirms the oldest updates before they are done. Otherwise a hundred texts of one chat, which gets one answer a second,
   * would hide every later update. They are still handled, and are lost only if this worker dies first. Stops at the first
   * update that must not be lost, because the offset cannot pass it.
   */
  private confirmEarly(count: number, mayBeConfirmedEarly: (id: number) => boolean): void {
    for (const [id, state] of [...this.states].slice(0, count)) {
      if (state === 'waits' && !mayBeConfirmedEarly(id)) break;
      this.states.delete(id);
    }
    this.removeConfirmed();
  }

  private removeConfirmed(): void {
    const { offset } = this;
    for (const id of this.states.keys()) if (id < offset) this.states.delete(id);
  }
}

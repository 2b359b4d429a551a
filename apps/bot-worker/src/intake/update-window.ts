/** Bot API, getUpdates: Telegram shows at most 100 updates that are not confirmed, the oldest ones. */
export const MOST_SHOWN = 100;
/** Updates that were brought before may take this much of what is shown; the rest is free for new ones. */
const MOST_HELD = MOST_SHOWN / 2;

/** Which of the updates that Telegram shows are done, and up to where they may be confirmed. */
export class UpdateWindow {
  /** Of the updates that are not confirmed yet, in the order in which they came. */
  private readonly states = new Map<number, 'waits' | 'done'>();
  private last = -1;

  /**
   * @param mayBeLetGo whether an update may be confirmed although it is not done; asked only where the window is crowded
   * @returns those that were not shown before
   */
  show(ids: readonly number[], mayBeLetGo: (id: number) => boolean): readonly number[] {
    const fresh = ids.filter((id) => !this.states.has(id));
    const held = ids.length - fresh.length;
    if (ids.length >= MOST_SHOWN && held > MOST_HELD) this.letGo(held - MOST_HELD, mayBeLetGo);
    for (const id of fresh) this.states.set(id, 'waits');
    this.last = ids.at(-1) ?? this.last;
    return fresh;
  }

  finish(id: number): void {
    if (!this.states.has(id)) return;
    this.states.set(id, 'done');
    this.forgetConfirmed();
  }

  /** All below it is done, or was let go (Bot API: `offset` of getUpdates); 0 before the first. */
  get offset(): number {
    const waiting = [...this.states].flatMap(([id, state]) => (state === 'waits' ? [id] : []));
    return waiting.length === 0 ? this.last + 1 : Math.min(...waiting);
  }

  /**
   * The texts of one chat, which is answered once a second, would hide all that comes after the next hundred. The oldest are
   * confirmed then although they are not done. They are still being handled, and are lost only if this worker dies before
   * they are done. The first that may not be lost ends this: the offset cannot pass it.
   */
  private letGo(count: number, mayBeLetGo: (id: number) => boolean): void {
    for (const [id, state] of [...this.states].slice(0, count)) {
      if (state === 'waits' && !mayBeLetGo(id)) break;
      this.states.delete(id);
    }
    this.forgetConfirmed();
  }

  private forgetConfirmed(): void {
    const { offset } = this;
    for (const id of this.states.keys()) if (id < offset) this.states.delete(id);
  }
}

import type { IncomingUpdate } from './incoming-update';

/** How many updates of a chat wait before some are dropped. A chat gets one answer a second, so the last one waits for 10 s. */
export const MAX_WAITING = 10;
/**
 * More than any person sends. Bounds the memory that one account can take with updates of kinds that are otherwise never
 * dropped.
 */
const MAX_KEPT = 500;

/**
 * Why an update is confirmed without being handled. `surplus`: its chat sent more than can be answered. `repeated`: the same
 * update of its chat waits already.
 */
export type DropReason = 'surplus' | 'repeated';

export type QueuedUpdate = Pick<IncomingUpdate, 'id' | 'chatId' | 'kind' | 'content'>;

interface Entry<Queued> {
  readonly update: Queued;
  /** The ids of this update and of its repetitions, which are confirmed together. */
  readonly ids: Set<number>;
  readonly isDone: Promise<boolean>;
  readonly settle: (isDone: boolean) => void;
}

interface Chat<Queued> {
  current: Entry<Queued> | undefined;
  readonly waiting: Entry<Queued>[];
  running: Promise<void>;
}

/** The kinds that may be dropped, the least valuable first. */
const DROPPABLE_KINDS: readonly QueuedUpdate['kind'][] = ['service', 'text', 'command'];

const isDroppable = ({ kind }: QueuedUpdate): boolean => DROPPABLE_KINDS.includes(kind);

const isSame = (one: QueuedUpdate, other: QueuedUpdate): boolean =>
  one.kind === other.kind && one.content !== undefined && one.content === other.content;

/**
 * Queues received updates. The updates of one chat are handled one after another, and chats in parallel. If a chat sends
 * more than can be answered, its least valuable waiting updates are dropped: repetitions of a text, then service messages, then
 * plain texts, then commands, the oldest first. Contacts, link tokens, presses and changes of membership are kept.
 */
export class ChatUpdateQueue<Queued extends QueuedUpdate> {
  private readonly chats = new Map<number, Chat<Queued>>();

  /**
   * @param handle never rejects, and resolves with whether the update is done
   * @param maxWaiting how many updates of a chat may wait now
   */
  constructor(
    private readonly handle: (update: Queued) => Promise<boolean>,
    private readonly onDropped: (reason: DropReason) => void,
    private readonly maxWaiting: (chatId: number) => number = () => MAX_WAITING,
  ) {}

  /** Resolves with false if Telegram must deliver the update again. An update that is queued already is not added twice. */
  add(update: Queued): Promise<boolean> {
    const chat = this.chats.get(update.chatId) ?? {
      current: undefined,
      waiting: [],
      running: Promise.resolve(),
    };
    const queued = [chat.current, ...chat.waiting].find((entry) => entry?.ids.has(update.id));
    if (queued) return queued.isDone;

    // A link token that is being handled answers its repetitions too.
    const last = chat.waiting.at(-1) ?? (update.kind === 'link' ? chat.current : undefined);
    if (last && !isDroppable(update) && isSame(last.update, update)) {
      last.ids.add(update.id);
      this.onDropped('repeated');
      return last.isDone;
    }
    const entry = entryOf(update);
    chat.waiting.push(entry);
    if (!this.chats.has(update.chatId)) {
      this.chats.set(update.chatId, chat);
      chat.running = this.handleInOrder(update.chatId, chat);
    }
    this.dropSurplus(chat.waiting, this.maxWaiting(update.chatId));
    return entry.isDone;
  }

  /**
   * Finds the updates that may be confirmed before they are done, so that they do not hide other updates from `getUpdates`.
   * These are all updates of a chat whose current update is slow. Of any other chat with waiting updates these are the
   * droppable ones, and the oldest ones beyond what a person sends.
   * @param isSlow whether the update that is being handled has failed before, or waits for one of the few answers to strangers
   * @returns the ids of these updates
   */
  idsThatMayBeConfirmedEarly(isSlow: (current: Queued) => boolean): ReadonlySet<number> {
    const found = new Set<number>();
    for (const { current, waiting } of this.chats.values()) {
      const isSlowChat = isSlow(current!.update);
      if (waiting.length === 0 && !isSlowChat) continue;
      for (const [index, { update, ids }] of [current!, ...waiting].entries()) {
        const isExcess = index < waiting.length - MAX_WAITING;
        if (isSlowChat || isDroppable(update) || isExcess) ids.forEach((id) => found.add(id));
      }
    }
    return found;
  }

  /** Resolves when every queued update has been handled. */
  async whenEmpty(): Promise<void> {
    await Promise.all([...this.chats.values()].map(({ running }) => running));
  }

  private async handleInOrder(chatId: number, chat: Chat<Queued>): Promise<void> {
    while ((chat.current = chat.waiting.shift())) {
      chat.current.settle(await this.handle(chat.current.update));
    }
    this.chats.delete(chatId);
  }

  private dropSurplus(waiting: Entry<Queued>[], maxWaiting: number): void {
    while (waiting.length > maxWaiting) {
      const index = leastValuable(waiting.map(({ update }) => update));
      if (index === undefined) return;
      const [dropped] = waiting.splice(index, 1);
      dropped!.settle(true);
      this.onDropped('surplus');
    }
  }
}

function entryOf<Queued extends QueuedUpdate>(update: Queued): Entry<Queued> {
  let settle: (isDone: boolean) => void = () => undefined;
  const isDone = new Promise<boolean>((resolve) => (settle = resolve));
  return { update, ids: new Set([update.id]), isDone, settle };
}

/** @returns the index of the update to drop; undefined if none may be dropped */
function leastValuable(waiting: readonly QueuedUpdate[]): number | undefined {
  const oldest = (kind: QueuedUpdate['kind']): number => waiting.findIndex((update) => update.kind === kind);
  const repetition = waiting.findIndex(
    (update, index) =>
      isDroppable(update) && waiting.slice(0, index).some((earlier) => isSame(earlier, update)),
  );
  const kept = waiting.length > MAX_KEPT ? [oldest('press'), 0] : [];
  return [repetition, ...DROPPABLE_KINDS.map(oldest), ...kept].find((index) => index >= 0);
}

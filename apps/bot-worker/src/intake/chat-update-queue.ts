import type { IncomingUpdate } from './incoming-update';

/** A chat is answered once a second, so the last of these waits for about as many seconds. */
export const MOST_WAITING = 10;
/** No person gets here by hand. It bounds the memory that one account can take with what is never dropped otherwise. */
const MOST_KEPT = 500;

/** Why an update is confirmed without being handled: its chat sent more than can be answered, or the same as it asks already. */
export type Dropped = 'surplus' | 'repeated';

export type QueuedUpdate = Pick<IncomingUpdate, 'id' | 'chatId' | 'kind' | 'content'>;

interface Entry<Queued> {
  readonly update: Queued;
  /** Of the updates that are confirmed with this one. */
  readonly ids: Set<number>;
  readonly isDone: Promise<boolean>;
  readonly settle: (isDone: boolean) => void;
}

interface Chat<Queued> {
  current: Entry<Queued> | undefined;
  readonly waiting: Entry<Queued>[];
  run: Promise<void>;
}

/** The least valuable first; other kinds are never dropped. */
const DROPPED_KINDS: readonly QueuedUpdate['kind'][] = ['service', 'text', 'command'];

const mayBeDropped = ({ kind }: QueuedUpdate): boolean => DROPPED_KINDS.includes(kind);

const isSame = (one: QueuedUpdate, other: QueuedUpdate): boolean =>
  one.kind === other.kind && one.content !== undefined && one.content === other.content;

/**
 * Updates that were taken and are not done. Those of one chat are handled one after another, chats side by side. A chat that
 * sends more than can be answered loses the least valuable of what waits: repeats of a text, then service messages, then
 * plain texts, then commands, the oldest first. Contacts, link tokens, presses and changes of membership stay.
 */
export class ChatUpdateQueue<Queued extends QueuedUpdate> {
  private readonly chats = new Map<number, Chat<Queued>>();

  /**
   * @param work never rejects; resolves with whether the update is done
   * @param mostWaiting so many updates of this chat may wait now
   */
  constructor(
    private readonly work: (update: Queued) => Promise<boolean>,
    private readonly onDropped: (why: Dropped) => void,
    private readonly mostWaiting: (chatId: number) => number = () => MOST_WAITING,
  ) {}

  /** Resolves with false where the update is to be brought again. One that is here already is not put here twice. */
  put(update: Queued): Promise<boolean> {
    const chat = this.chats.get(update.chatId) ?? { current: undefined, waiting: [], run: Promise.resolve() };
    const standing = [chat.current, ...chat.waiting].find((entry) => entry?.ids.has(update.id));
    if (standing) return standing.isDone;

    // The answer to a link token that is being given is that to its repeats, too.
    const last = chat.waiting.at(-1) ?? (update.kind === 'link' ? chat.current : undefined);
    if (last && !mayBeDropped(update) && isSame(last.update, update)) {
      last.ids.add(update.id);
      this.onDropped('repeated');
      return last.isDone;
    }
    const entry = entryOf(update);
    chat.waiting.push(entry);
    if (!this.chats.has(update.chatId)) {
      this.chats.set(update.chatId, chat);
      chat.run = this.run(update.chatId, chat);
    }
    this.dropSurplus(chat.waiting, this.mostWaiting(update.chatId));
    return entry.isDone;
  }

  /**
   * The ids of updates that may be confirmed before they are done, so that they do not hide others: all of a chat whose present
   * update waits for a reason of its own; and of a chat that has more than one, those of no lasting value, and the oldest of
   * the others where it has more than a person sends.
   * @param isSlow whether the update that is being handled has failed before, or waits for one of the few answers to strangers
   */
  idsWaitingForTheirChat(isSlow: (current: Queued) => boolean): ReadonlySet<number> {
    const found = new Set<number>();
    for (const { current, waiting } of this.chats.values()) {
      const isHeldByCurrent = isSlow(current!.update);
      if (waiting.length === 0 && !isHeldByCurrent) continue;
      for (const [index, { update, ids }] of [current!, ...waiting].entries()) {
        const isMany = index < waiting.length - MOST_WAITING;
        if (isHeldByCurrent || mayBeDropped(update) || isMany) ids.forEach((id) => found.add(id));
      }
    }
    return found;
  }

  /** Resolves when everything that is here has had its turn. */
  async empty(): Promise<void> {
    await Promise.all([...this.chats.values()].map(({ run }) => run));
  }

  private async run(chatId: number, chat: Chat<Queued>): Promise<void> {
    while ((chat.current = chat.waiting.shift())) {
      chat.current.settle(await this.work(chat.current.update));
    }
    this.chats.delete(chatId);
  }

  private dropSurplus(waiting: Entry<Queued>[], mostWaiting: number): void {
    while (waiting.length > mostWaiting) {
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

/** @returns the index of what is dropped; undefined where nothing may be */
function leastValuable(waiting: readonly QueuedUpdate[]): number | undefined {
  const oldest = (kind: QueuedUpdate['kind']): number => waiting.findIndex((update) => update.kind === kind);
  const repeat = waiting.findIndex(
    (update, index) =>
      mayBeDropped(update) && waiting.slice(0, index).some((earlier) => isSame(earlier, update)),
  );
  const kept = waiting.length > MOST_KEPT ? [oldest('press'), 0] : [];
  return [repeat, ...DROPPED_KINDS.map(oldest), ...kept].find((index) => index >= 0);
}

import { ChatUpdateQueue, type DropReason, type QueuedUpdate } from '../chat-update-queue';
import type { UpdateKind } from '../incoming-update';

let lastId = 0;
export const update = (kind: UpdateKind, content?: string, chatId = 1): QueuedUpdate => ({
  id: ++lastId,
  chatId,
  kind,
  content,
});
export const many = (count: number, make: (index: number) => QueuedUpdate): QueuedUpdate[] =>
  Array.from({ length: count }, (_, index) => make(index));

export const settled = (): Promise<void> => new Promise(setImmediate);

/** A queue in which the handling of each update ends when the test says so. */
export function controlledQueue() {
  const begun: QueuedUpdate[] = [];
  const dropped: DropReason[] = [];
  const done = new Map<number, boolean>();
  const ends: ((isDone: boolean) => void)[] = [];
  const queue = new ChatUpdateQueue<QueuedUpdate>(
    (one) => {
      begun.push(one);
      return new Promise((resolve) => ends.push(resolve));
    },
    (reason) => dropped.push(reason),
  );
  const put = async (...updates: QueuedUpdate[]): Promise<void> => {
    for (const one of updates) void queue.add(one).then((isDone) => done.set(one.id, isDone));
    await settled();
  };
  /** Ends the oldest running update. */
  const end = async (isDone = true): Promise<void> => {
    ends.shift()!(isDone);
    await settled();
  };
  const endAll = async (): Promise<void> => {
    while (ends.length > 0) await end();
  };
  return { queue, begun, dropped, done, put, end, endAll };
}

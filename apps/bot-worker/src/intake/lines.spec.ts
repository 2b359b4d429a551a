import { Registry } from 'prom-client';
import type { Update } from 'telegraf/types';
import { ChatQueues } from './chat-queues';
import { IntakeMetrics } from './intake-metrics';
import { Lines } from './lines';

const message = (update_id: number, chat: number) =>
  ({ update_id, message: { chat: { id: chat } } }) as unknown as Update;
const press = (update_id: number, from: number) =>
  ({ update_id, callback_query: { from: { id: from } } }) as unknown as Update;

/** Work whose end the test decides. */
function stage() {
  const begun: number[] = [];
  const ends = new Map<number, (isDone: boolean) => void>();
  const lines = new Lines(new ChatQueues(new IntakeMetrics(new Registry())), ({ update_id }) => {
    begun.push(update_id);
    return new Promise((resolve) => ends.set(update_id, resolve));
  });
  const end = async (id: number, isDone = true): Promise<void> => {
    ends.get(id)!(isDone);
    await new Promise(setImmediate);
  };
  const put = async (...updates: Update[]): Promise<void> => {
    updates.forEach((update) => lines.put(update));
    await new Promise(setImmediate);
  };
  return { lines, begun, end, put };
}

describe('updates in lines', () => {
  it('of one chat go one after another, of several side by side', async () => {
    const { begun, end, put } = stage();
    await put(message(5, 1), message(6, 2), press(7, 1), message(8, 3));
    expect(begun).toEqual([5, 6, 8]);
    await end(5);
    expect(begun).toEqual([5, 6, 8, 7]);
  });

  it('stand there once, however often they are brought', async () => {
    const { begun, end, put } = stage();
    await put(message(5, 1), message(6, 1));
    await put(message(5, 1), message(6, 1), message(7, 2));
    await end(5);
    expect(begun).toEqual([5, 7, 6]);
  });

  it('are confirmed up to the first that is not done', async () => {
    const { lines, end, put } = stage();
    expect(lines.offset).toBe(0);
    await put(message(5, 1), message(6, 2), message(7, 3));
    expect(lines.offset).toBe(5);
    await end(6);
    expect(lines.offset).toBe(5);
    await end(5);
    expect(lines.offset).toBe(7);
    await end(7);
    expect(lines.offset).toBe(8);
  });

  it('of a chat that sends more than can be answered go without an answer, and hold nobody up', async () => {
    const { lines, begun, end, put } = stage();
    await put(...Array.from({ length: 12 }, (_, index) => message(10 + index, 1)), message(30, 2));
    expect(begun).toEqual([10, 30]);
    for (let id = 10; id < 20; id++) await end(id);
    expect(begun).toEqual([10, 30, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    await end(30);
    expect(lines.offset).toBe(31);
  });

  it('that are done are not done again while one before them waits', async () => {
    const { lines, begun, end, put } = stage();
    await put(message(5, 1), message(6, 2));
    await end(6);
    await put(message(5, 1), message(6, 2));
    expect(begun).toEqual([5, 6]);
    expect(lines.offset).toBe(5);
  });

  it('may begin anew with a lower id, as Telegram does after a week without any', async () => {
    const { lines, end, put } = stage();
    await put(message(900, 1));
    await end(900);
    await put(message(7, 1));
    await end(7);
    expect(lines.offset).toBe(8);
  });

  it('are not confirmed where they were broken off', async () => {
    const { lines, end, put } = stage();
    await put(message(5, 1), message(6, 2));
    await end(6);
    await end(5, false);
    await lines.empty();
    expect(lines.offset).toBe(5);
  });
});

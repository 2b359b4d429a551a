import { LinkedSenders } from './linked-senders';

/** A database that answers when the test says so. Even ids are linked. */
function database() {
  const queries: (readonly number[])[] = [];
  const answers: ((error?: Error) => void)[] = [];
  const linkedOf = (ids: readonly number[]): Promise<ReadonlySet<number>> => {
    queries.push(ids);
    return new Promise((resolve, reject) =>
      answers.push((error) => (error ? reject(error) : resolve(new Set(ids.filter((id) => id % 2 === 0))))),
    );
  };
  const senders = new LinkedSenders({ linkedOf });
  const answer = async (index: number, error?: Error): Promise<void> => {
    answers[index]!(error);
    await new Promise(setImmediate);
  };
  return { senders, queries, answer };
}

describe('senders', () => {
  it('of one batch are read with one query', async () => {
    const { senders, queries, answer } = database();
    const asked = [1, 2, 3, 4, 2].map((id) => senders.isLinked(id));
    await new Promise(setImmediate);
    expect(queries).toEqual([[1, 2, 3, 4]]);
    await answer(0);
    await expect(Promise.all(asked)).resolves.toEqual([false, true, false, true, true]);
  });

  it('that arrive during a query wait for the next one', async () => {
    const { senders, queries, answer } = database();
    const first = senders.isLinked(1);
    await new Promise(setImmediate);
    const later = [1, 2].map((id) => senders.isLinked(id));
    await new Promise(setImmediate);
    expect(queries).toEqual([[1]]);
    await answer(0);
    await expect(first).resolves.toBe(false);
    expect(queries).toEqual([[1], [1, 2]]);
    await answer(1);
    await expect(Promise.all(later)).resolves.toEqual([false, true]);
  });

  it('fail only with their own query', async () => {
    const { senders, answer } = database();
    const failing = expect(senders.isLinked(1)).rejects.toThrow('Postgres is unavailable');
    await new Promise(setImmediate);
    const next = senders.isLinked(2);
    await answer(0, new Error('Postgres is unavailable'));
    await failing;
    await answer(1);
    await expect(next).resolves.toBe(true);
  });
});

import { ConcurrencyLimit } from './concurrency-limit';

const settled = (): Promise<void> => new Promise(setImmediate);

function stage(size: number) {
  const limit = new ConcurrencyLimit(size);
  const begun: number[] = [];
  const ends = new Map<number, (error?: Error) => void>();
  const run = (job: number): Promise<number | undefined> =>
    limit.run(() => {
      begun.push(job);
      return new Promise((resolve, reject) =>
        ends.set(job, (error) => (error ? reject(error) : resolve(job))),
      );
    });
  return { limit, begun, ends, run };
}

describe('a concurrency limit', () => {
  it('runs a fixed number of jobs at once and starts the others in order', async () => {
    const { limit, begun, ends, run } = stage(2);
    const jobs = [1, 2, 3, 4, 5].map(run);
    await settled();
    expect(begun).toEqual([1, 2]);
    expect(limit.jobs).toBe(5);
    ends.get(2)!();
    // This job arrives when a slot becomes free, but other jobs wait already.
    const late = run(6);
    await settled();
    expect(begun).toEqual([1, 2, 3]);
    ends.get(1)!(new Error('a defect'));
    await expect(jobs[0]).rejects.toThrow('a defect');
    for (const job of [3, 4, 5, 6]) {
      await settled();
      ends.get(job)!();
    }
    await expect(Promise.all([...jobs.slice(1), late])).resolves.toEqual([2, 3, 4, 5, 6]);
    expect(begun).toEqual([1, 2, 3, 4, 5, 6]);
    expect(limit.jobs).toBe(0);
  });

  it('drops waiting jobs and awaits running ones when it is stopped', async () => {
    const { limit, begun, ends, run } = stage(1);
    const [first, second] = [run(1), run(2)];
    await settled();
    let isStopped = false;
    const stopped = limit.stop().then(() => (isStopped = true));
    await expect(second).resolves.toBeUndefined();
    await expect(run(3)).resolves.toBeUndefined();
    expect(isStopped).toBe(false);
    ends.get(1)!();
    await expect(first).resolves.toBe(1);
    await stopped;
    expect(begun).toEqual([1]);
  });
});

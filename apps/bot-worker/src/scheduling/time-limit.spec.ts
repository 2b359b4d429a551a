import { getEventListeners } from 'node:events';
import { withTimeLimit } from './time-limit';

const untilAborted = (signal: AbortSignal): Promise<string> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve('aborted');
    signal.addEventListener('abort', () => resolve('aborted'));
  });

describe('a time limit', () => {
  it('aborts the work after its time', async () => {
    await expect(withTimeLimit(1, [], untilAborted)).resolves.toBe('aborted');
  });

  it.each(['before', 'during'])(
    'aborts the work with another signal that aborts %s the work',
    async (when) => {
      const other = new AbortController();
      if (when === 'before') other.abort();
      const call = withTimeLimit(60_000, [undefined, other.signal], untilAborted);
      other.abort();
      await expect(call).resolves.toBe('aborted');
    },
  );

  it('removes its listeners from a long-lived signal, whether the work succeeds or fails', async () => {
    const other = new AbortController();
    await expect(withTimeLimit(60_000, [other.signal], () => Promise.resolve('done'))).resolves.toBe('done');
    await expect(
      withTimeLimit(60_000, [other.signal], () => Promise.reject(new Error('it fails'))),
    ).rejects.toThrow('it fails');
    expect(getEventListeners(other.signal, 'abort')).toEqual([]);
  });
});

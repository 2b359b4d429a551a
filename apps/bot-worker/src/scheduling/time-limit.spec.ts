import { getEventListeners } from 'node:events';
import { untilAborted, withTimeLimit } from './time-limit';

const aborted = async (signal: AbortSignal): Promise<string> => {
  await untilAborted(signal);
  return 'aborted';
};

describe('a time limit', () => {
  it('aborts the work after its time', async () => {
    await expect(withTimeLimit(1, [], aborted)).resolves.toBe('aborted');
  });

  it.each(['before', 'during'])('aborts the work when another signal aborts %s it', async (when) => {
    const other = new AbortController();
    if (when === 'before') other.abort();
    const call = withTimeLimit(60_000, [undefined, other.signal], aborted);
    other.abort();
    await expect(call).resolves.toBe('aborted');
  });

  it('removes its listeners from a long-lived signal after success and after failure', async () => {
    const other = new AbortController();
    await expect(withTimeLimit(60_000, [other.signal], () => Promise.resolve('done'))).resolves.toBe('done');
    await expect(
      withTimeLimit(60_000, [other.signal], () => Promise.reject(new Error('it fails'))),
    ).rejects.toThrow('it fails');
    expect(getEventListeners(other.signal, 'abort')).toEqual([]);
  });
});

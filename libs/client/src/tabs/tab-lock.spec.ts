import { inOneTab } from './tab-lock.ts';

/** The localStorage of the origin, which all tabs share. */
const values = new Map<string, string>();
const localStorage = {
  getItem: (key: string) => values.get(key) ?? null,
  setItem: (key: string, value: string) => void values.set(key, value),
  removeItem: (key: string) => void values.delete(key),
};
const navigator = Object.getOwnPropertyDescriptor(globalThis, 'navigator');

beforeEach(() => {
  jest.useFakeTimers();
  values.clear();
  Object.assign(globalThis, { document: {}, localStorage });
  // Node 24 has Web Locks.
  Object.defineProperty(globalThis, 'navigator', { configurable: true, value: {} });
});
afterEach(() => {
  jest.useRealTimers();
  for (const name of ['document', 'localStorage', 'navigator']) Reflect.deleteProperty(globalThis, name);
  if (navigator) Object.defineProperty(globalThis, 'navigator', navigator);
});

describe('the lease of a browser without Web Locks', () => {
  it('lets one tab work at a time, and each in its turn', async () => {
    let running = 0;
    let most = 0;
    const waited: boolean[] = [];
    const work = async (hasWaited: boolean): Promise<void> => {
      waited.push(hasWaited);
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 100));
      running--;
    };
    const all = Promise.all(Array.from({ length: 5 }, () => inOneTab('name', work)));
    await jest.advanceTimersByTimeAsync(16_000);
    await all;
    expect(most).toBe(1);
    expect(waited).toEqual([false, true, true, true, true]);
    expect(values.size).toBe(0);
  });

  it('ends with its time if its tab is gone', async () => {
    values.set('name:lease', JSON.stringify({ owner: 'a closed tab', until: Date.now() + 10_000 }));
    const work = jest.fn(() => Promise.resolve('done'));
    const result = inOneTab('name', work);
    await jest.advanceTimersByTimeAsync(9_000);
    expect(work).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(2_000);
    expect(await result).toBe('done');
  });

  it('ends after a failure', async () => {
    const failing = inOneTab('name', () => Promise.reject(new Error('the API is away')));
    const expected = expect(failing).rejects.toThrow('the API is away');
    await jest.advanceTimersByTimeAsync(1_000);
    await expected;
    expect(values.size).toBe(0);
  });

  it('is not waited for if it was written before the clock was set back', async () => {
    values.set('name:lease', JSON.stringify({ owner: 'another tab', until: Date.now() + 3_600_000 }));
    const result = inOneTab('name', () => Promise.resolve('done'));
    await jest.advanceTimersByTimeAsync(1_000);
    expect(await result).toBe('done');
  });

  it('is not needed where the storage refuses', async () => {
    Reflect.deleteProperty(globalThis, 'localStorage');
    const result = inOneTab('name', () => Promise.resolve('done'));
    await jest.advanceTimersByTimeAsync(1_000);
    expect(await result).toBe('done');
  });
});

describe('Web Locks', () => {
  const withLocks = (request: unknown) =>
    Object.defineProperty(globalThis, 'navigator', { configurable: true, value: { locks: { request } } });

  it('that are refused do not keep the tab from its work', async () => {
    withLocks(() => Promise.reject(new Error('SecurityError')));
    expect(await inOneTab('name', (hasWaited) => Promise.resolve(hasWaited))).toBe(false);
  });

  it('that another tab never returns are waited for some seconds only, and the work is done once', async () => {
    let grant: (() => unknown) | undefined;
    withLocks((_: string, options: unknown, granted?: (lock: unknown) => unknown) => {
      if (granted !== undefined) return Promise.resolve(granted(null));
      grant = options as () => unknown;
      return new Promise(() => undefined);
    });
    const work = jest.fn(() => Promise.resolve('done'));
    const result = inOneTab('name', work);
    await jest.advanceTimersByTimeAsync(17_000);
    expect(await result).toBe('done');
    grant?.();
    expect(work).toHaveBeenCalledTimes(1);
  });
});

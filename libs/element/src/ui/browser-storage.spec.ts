import { inMemoryStorage, withMemoryFallback } from './browser-storage.ts';

const blocked = (): never => {
  throw new Error('SecurityError');
};
const full = (stored: Readonly<Record<string, string>>): Storage => {
  const storage = { ...inMemoryStorage(), setItem: blocked } as unknown as Storage;
  const values = new Map(Object.entries(stored));
  storage.getItem = (key) => values.get(key) ?? null;
  storage.removeItem = (key) => void values.delete(key);
  return storage;
};

describe('the storage of the page', () => {
  it('survives a reload if the browser has a storage', () => {
    const storage = inMemoryStorage() as Storage;
    withMemoryFallback(() => storage).setItem('key', 'value');
    expect(withMemoryFallback(() => storage).getItem('key')).toBe('value');
    withMemoryFallback(() => storage).removeItem('key');
    expect(withMemoryFallback(() => storage).getItem('key')).toBeNull();
  });

  it.each([
    ['blocked', blocked],
    ['absent', () => null as unknown as Storage],
    ['full', () => full({})],
    [
      'one that stores nothing',
      () => ({ ...inMemoryStorage(), setItem: () => undefined }) as unknown as Storage,
    ],
  ])('lasts until a reload if the storage of the browser is %s', (_, storage) => {
    const copy = withMemoryFallback(storage);
    expect(copy.getItem('key')).toBeNull();
    copy.setItem('key', 'value');
    expect(copy.getItem('key')).toBe('value');
    copy.removeItem('key');
    expect(copy.getItem('key')).toBeNull();
  });

  it('does not return an old value after a reload if the storage was full for the new one', () => {
    const storage = full({ token: 'used' });
    withMemoryFallback(() => storage).setItem('token', 'next');
    expect(withMemoryFallback(() => storage).getItem('token')).toBeNull();
  });
});

import { memoryOf, shortMemory } from './memory';

const blocked = (): never => {
  throw new Error('SecurityError');
};
const full = (kept: Readonly<Record<string, string>>): Storage => {
  const storage = { ...shortMemory(), setItem: blocked } as unknown as Storage;
  const inside = new Map(Object.entries(kept));
  storage.getItem = (key) => inside.get(key) ?? null;
  storage.removeItem = (key) => void inside.delete(key);
  return storage;
};

describe('the memory of the page', () => {
  it('outlives a reload where the browser has a storage', () => {
    const storage = shortMemory() as Storage;
    memoryOf(() => storage).setItem('key', 'value');
    expect(memoryOf(() => storage).getItem('key')).toBe('value');
    memoryOf(() => storage).removeItem('key');
    expect(memoryOf(() => storage).getItem('key')).toBeNull();
  });

  it.each([
    ['blocked', blocked],
    ['absent', () => null as unknown as Storage],
    ['full', () => full({})],
    ['one that keeps nothing', () => ({ ...shortMemory(), setItem: () => undefined }) as unknown as Storage],
  ])('lasts until a reload where the storage is %s', (_, storage) => {
    const memory = memoryOf(storage);
    expect(memory.getItem('key')).toBeNull();
    memory.setItem('key', 'value');
    expect(memory.getItem('key')).toBe('value');
    memory.removeItem('key');
    expect(memory.getItem('key')).toBeNull();
  });

  it('does not bring an old value back after a reload where the storage was full for the new one', () => {
    const storage = full({ token: 'used' });
    memoryOf(() => storage).setItem('token', 'next');
    expect(memoryOf(() => storage).getItem('token')).toBeNull();
  });
});

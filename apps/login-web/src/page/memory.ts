/** What the page keeps between its loads. */
export type Memory = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Keeps as long as the page is not reloaded. */
export function shortMemory(): Memory {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

/** A browser that blocks site data throws at the mere mention of its storage; signing in works there all the same. */
export function memoryOf(storage: () => Storage): Memory {
  try {
    return storage();
  } catch {
    return shortMemory();
  }
}

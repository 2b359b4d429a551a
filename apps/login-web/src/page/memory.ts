import { optional } from './optional';

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

/** A storage of the browser. It may be absent, blocked or full; what it does not take is kept in short memory. */
export function memoryOf(storage: () => Storage): Memory {
  const short = shortMemory();
  const remove = (key: string) => optional(() => storage().removeItem(key));
  return {
    getItem: (key) => short.getItem(key) ?? optional(() => storage().getItem(key)) ?? null,
    setItem(key, value) {
      short.setItem(key, value);
      // A full storage refuses the new value and keeps the old one: a used refresh token would come back after a reload.
      remove(key);
      optional(() => storage().setItem(key, value));
    },
    removeItem(key) {
      short.removeItem(key);
      remove(key);
    },
  };
}

import { optional } from './optional.ts';

/** The part of the Web Storage interface that the page uses. */
export type KeyValueStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** A storage that is lost when the page is reloaded. */
export function inMemoryStorage(): KeyValueStorage {
  const values = new Map<string, string>();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}

/** A storage of the browser with a copy in memory, because the browser's storage may be absent, blocked or full. */
export function withMemoryFallback(storage: () => Storage): KeyValueStorage {
  const copy = inMemoryStorage();
  const remove = (key: string) => optional(() => storage().removeItem(key));
  return {
    getItem: (key) => copy.getItem(key) ?? optional(() => storage().getItem(key)) ?? null,
    setItem(key, value) {
      copy.setItem(key, value);
      // A full storage rejects the new value and keeps the old one, so a reload would restore a used refresh token.
      remove(key);
      optional(() => storage().setItem(key, value));
    },
    removeItem(key) {
      copy.removeItem(key);
      remove(key);
    },
  };
}

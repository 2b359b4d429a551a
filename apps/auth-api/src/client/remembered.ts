/** Texts that are remembered at once. A caller can send any text, so their number is bounded. */
const LIMIT = 1_000;

/** Remembers what was read from the last texts, because most callers send one of a few. It forgets all of them when it is full. */
export function remembered<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const result = read(text);
    if (known.size >= LIMIT) known.clear();
    // A copy, because V8 keeps the whole text for a part of it. Header values are Latin-1 (Node: `message.headers`).
    known.set(Buffer.from(text, 'latin1').toString('latin1'), result);
    return result;
  };
}

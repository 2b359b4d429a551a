/**
 * Starts something before the tests of a file and stops it after them. The result has the methods of the prototype at once, and the fields
 * of what was started from the first test on.
 */
export function useStarted<T extends { stop(): Promise<void> }>(prototype: T, start: () => Promise<T>): T {
  const result = Object.create(prototype) as T;
  let started: T | undefined;
  beforeAll(async () => {
    started = await start();
    Object.assign(result, started);
  });
  afterAll(() => started?.stop());
  return result;
}

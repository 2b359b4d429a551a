/** Chooses the size of a load test: `full` in `npm run test:load`, `small` in `npm test`. */
export const size = <T>({ small, full }: { readonly small: T; readonly full: T }): T =>
  isFullSize() ? full : small;

/**
 * Asserts a measured time in `npm run test:load` only. In `npm test` the time is only printed, because other work shares the
 * machine.
 */
export const expectInFullSize = (assertion: () => void): void => {
  if (isFullSize()) assertion();
};

/** Set by the project in `jest.config.cjs`. */
export const isFullSize = (): boolean => (globalThis as { FULL_SIZE?: boolean }).FULL_SIZE === true;

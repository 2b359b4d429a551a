/** In a test of load: the size of `npm run test:load`, which the promises name; else the one of `npm test`. */
export const size = <T>({ small, full }: { readonly small: T; readonly full: T }): T =>
  isFullSize() ? full : small;

/**
 * An assertion on measured time. It holds in `npm run test:load` alone: in `npm test` other work shares the machine, and
 * what was measured is only printed.
 */
export const expectInFullSize = (assertion: () => void): void => {
  if (isFullSize()) assertion();
};

/** Set by the project in `jest.config.cjs`. */
export const isFullSize = (): boolean => (globalThis as { FULL_SIZE?: boolean }).FULL_SIZE === true;

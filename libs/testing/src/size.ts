/** In a test of load: the size of `npm run test:load`, which the promises name; else the one of `npm test`. */
export const size = <T>({ small, full }: { readonly small: T; readonly full: T }): T =>
  isFullSize() ? full : small;

/** Set by the project in `jest.config.cjs`. */
export const isFullSize = (): boolean => (globalThis as { FULL_SIZE?: boolean }).FULL_SIZE === true;

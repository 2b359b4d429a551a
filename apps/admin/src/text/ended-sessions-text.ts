/** Formats `1 session has ended`. */
export const endedSessionsText = (count: number): string =>
  count === 1 ? '1 session has ended' : `${count} sessions have ended`;

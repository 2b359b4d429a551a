/** Global set-up and tear-down of Jest share this module. */
export const running: { stop(): Promise<void> }[] = [];

/** The stores that the global set-up has started and the global tear-down stops. */
export const running: { stop(): Promise<void> }[] = [];

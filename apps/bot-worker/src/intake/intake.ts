/** Where updates come from. */
export interface Intake {
  start(): void;
  /** Takes nothing more; resolves when what was taken is done. */
  stop(): Promise<void>;
}

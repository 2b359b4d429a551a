export type FaultKind =
  | { readonly kind: '429'; readonly retryAfter: number }
  /** `401`: the token is revoked. `cut-before`: the message is not accepted. `cut-after`: it is accepted and the answer is lost. */
  | { readonly kind: '401' | '403' | '400' | '502' | 'hang' | 'cut-before' | 'cut-after' };

export type Fault = FaultKind & {
  /** Default `sendMessage`; `*` means every method. */
  readonly method?: string;
  readonly chatId?: number;
  /** How many calls fail; default 1. `Infinity`: all calls until the faults are cleared. */
  readonly times?: number;
};

/** Requested failures, in order. Each applies to the next calls that match it. */
export class Faults {
  private pending: { readonly fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.pending.push({ fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.pending = [];
  }

  list(): readonly Fault[] {
    return this.pending.map(({ fault, left }) => ({ ...fault, times: left }));
  }

  /** Returns the first fault that matches the call and counts it. */
  consume(method: string, chatId: unknown): Fault | undefined {
    const found = this.pending.find(({ fault }) => {
      const wanted = fault.method ?? 'sendMessage';
      const isMethod = wanted === '*' || wanted.toLowerCase() === method.toLowerCase();
      return isMethod && (fault.chatId === undefined || fault.chatId === Number(chatId));
    });
    if (!found) return undefined;
    found.left -= 1;
    this.pending = this.pending.filter(({ left }) => left > 0);
    return found.fault;
  }
}

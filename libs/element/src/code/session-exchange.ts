import type { SignedIn, SignInClient } from '../client/sign-in-client.ts';
import { ApprovalExchange } from './approval-exchange.ts';
import type { PendingSignIn } from './pending-sign-in.ts';
import { verifyTyped } from './verify-typed.ts';

export interface SessionExchangeEvents {
  /** Whether the element still shows this sign-in; also true if the person left it and came back. */
  readonly isCurrent: (pending: PendingSignIn) => boolean;
  /** Whether the page has removed the element, for example because another tab has signed in. */
  readonly isRemoved: () => boolean;
  readonly onSignedIn: (answer: SignedIn) => void;
  /** @param code the code that was sent, unless it was an approval */
  readonly onFailure: (failure: unknown, pending: PendingSignIn, code?: string) => void;
}

/** Exchanges the codes and the approval of a pending sign-in for a session. The person may leave meanwhile. */
export class SessionExchange {
  private readonly approvals = new ApprovalExchange();

  constructor(
    private readonly client: () => SignInClient,
    private readonly events: SessionExchangeEvents,
  ) {}

  code(pending: PendingSignIn, code: string): Promise<void> {
    return this.exchange(pending, () => verifyTyped(this.client(), pending, code), code);
  }

  /** The person has approved this page in Telegram. */
  approval(pending: PendingSignIn): void {
    const { challenge } = pending;
    if (challenge?.approval === undefined) return;
    const approved = { challengeId: challenge.id, approvalSecret: challenge.approval.secret };
    this.approvals.start(async () => {
      if (!this.events.isCurrent(pending)) return;
      await this.exchange(pending, () => this.client().verify(approved));
    });
  }

  private async exchange(
    pending: PendingSignIn,
    send: () => Promise<SignedIn>,
    code?: string,
  ): Promise<void> {
    try {
      const answer = await send();
      if (this.events.isCurrent(pending)) this.events.onSignedIn(answer);
      else if (!this.events.isRemoved()) this.endUnusedSession();
    } catch (failure) {
      if (this.events.isCurrent(pending)) this.events.onFailure(failure, pending, code);
    }
  }

  /** The person has left this sign-in, so nobody would use its session or know that it is open. */
  private endUnusedSession(): void {
    void this.client()
      .signOut()
      .catch(() => undefined);
  }
}

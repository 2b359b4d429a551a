import { Injectable } from '@nestjs/common';
import { type Counter, Registry } from 'prom-client';
import { type Approval, Approvals, type Approved, lockedPhonesCounter, Outbox } from '@app/otp';
import { PhoneSessions } from '@app/session';
import { OutboxDelivery } from '../delivery/outbox-delivery';

/** `challengeId` is absent if there was no sign-in for the number. */
export interface ChoiceResult {
  readonly outcome: Approved['outcome'];
  readonly challengeId?: string;
}

/** Approves a sign-in by the number of its page. */
@Injectable()
export class ApprovalByNumber {
  private readonly lockedPhones: Counter;

  constructor(
    private readonly approvals: Approvals,
    private readonly sessions: PhoneSessions,
    private readonly outbox: Outbox,
    private readonly delivery: OutboxDelivery,
    registry: Registry,
  ) {
    this.lockedPhones = lockedPhonesCounter(registry);
  }

  async choose(challengeId: string, approval: Approval): Promise<ChoiceResult> {
    const approved = await this.approvals.approve(challengeId, approval);
    await this.recordLock(approved, approval);
    return { outcome: approved.outcome, challengeId };
  }

  /** Approves the challenge whose code is in the message that the person answers, or the only one whose code is in the chat. */
  async type(
    approval: Approval,
    answered: { chatId: number; messageId: number | undefined },
  ): Promise<ChoiceResult | { readonly outcome: 'several' }> {
    const approved = await this.approvals.approveByAnswer(approval, answered);
    if (approved.outcome === 'several') return { outcome: 'several' };
    await this.recordLock(approved, approval);
    return 'challengeId' in approved
      ? { outcome: approved.outcome, challengeId: approved.challengeId }
      : { outcome: approved.outcome };
  }

  private async recordLock(
    approved: { outcome: string; locks?: boolean },
    { phone }: Approval,
  ): Promise<void> {
    if (approved.locks !== true) return;
    this.lockedPhones.inc();
    await this.sessions.recordActivity(phone, 'phone_locked');
  }

  /** After a wrong number, the code disappears from the chat. Call it after the person was answered. */
  async removeCode(result: Awaited<ReturnType<ApprovalByNumber['type']>>): Promise<void> {
    if (result.outcome === 'wrong' && result.challengeId !== undefined)
      await this.delivery.deliver(this.outbox.editEntry(result.challengeId));
  }
}

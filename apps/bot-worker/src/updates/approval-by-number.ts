import { Injectable } from '@nestjs/common';
import { Approvals, type Approved, Outbox } from '@app/otp';
import { PhoneSessions } from '@app/session';
import { OutboxDelivery } from '../delivery/outbox-delivery';

type Approval = Parameters<Approvals['approve']>[1];

/** Approves a sign-in by the number of its page. After a wrong number, the code disappears from the chat. */
@Injectable()
export class ApprovalByNumber {
  constructor(
    private readonly approvals: Approvals,
    private readonly sessions: PhoneSessions,
    private readonly outbox: Outbox,
    private readonly delivery: OutboxDelivery,
  ) {}

  async choose(challengeId: string, approval: Approval): Promise<Approved['outcome']> {
    const approved = await this.approvals.approve(challengeId, approval);
    if (approved.outcome !== 'wrong') return approved.outcome;
    if (approved.locks) await this.sessions.recordActivity(approval.phone, 'phone_locked');
    await this.delivery.deliver(this.outbox.editEntry(challengeId));
    return 'wrong';
  }

  /** Approves the challenge whose code is in the message that the person answers, or the only one whose code is in the chat. */
  async type(
    approval: Approval,
    answered: { chatId: number; messageId: number | undefined },
  ): Promise<Approved['outcome'] | 'several'> {
    const [challengeId, ...others] = await this.approvals.findByMessage(approval.phone, answered);
    if (challengeId === undefined) return 'gone';
    return others.length > 0 ? 'several' : this.choose(challengeId, approval);
  }
}

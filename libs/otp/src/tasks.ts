import type { E164, Language } from '@app/contract';
import type { AskedOf, Origin } from './types';

/** One thing in the outbox. Opaque: the outbox alone reads it. */
export interface Entry {
  readonly partition: string;
  readonly member: string;
  /** A bell rang for it: it may go before it is due. */
  readonly isRung: boolean;
}

interface Claimed {
  readonly entry: Entry;
  /** Proves the lease when the task is settled. */
  readonly lease: string;
  /** By this clock; a send that cannot end before it is not to start. */
  readonly leaseEndsAt: Date;
  /** From 1. */
  readonly attempt: number;
  readonly language: Language;
}

export interface CodeTask extends Claimed {
  readonly kind: 'code';
  readonly challengeId: string;
  readonly phone: E164;
  readonly code: string;
  readonly origin: Origin;
  readonly askedOf: AskedOf;
  readonly expiresAt: Date;
}

/** Why the code in a message is good no more. */
export type EditReason = 'used' | 'expired' | 'refused' | 'replaced' | 'closed';

export interface EditTask extends Claimed {
  readonly kind: 'edit';
  readonly why: EditReason;
  readonly chatId: number;
  readonly messageId: number;
}

export type Notice = 'relinked';

export interface NoticeTask extends Claimed {
  readonly kind: 'notice';
  readonly notice: Notice;
  readonly chatId: number;
}

export type Task = CodeTask | EditTask | NoticeTask;

import type { E164, Language } from '@app/contract';
import type { AskedOf, Origin } from './types';

/** One thing in the outbox. Opaque: the outbox alone reads it. */
export interface Entry {
  readonly partition: string;
  readonly member: string;
  readonly isCode: boolean;
  /** A bell rang for it: it may go before it is due. */
  readonly isRung: boolean;
}

export const entryOf = (partition: string, member: string, { isRung } = { isRung: true }): Entry => ({
  partition,
  member,
  isCode: member.startsWith('code:'),
  isRung,
});

interface Claimed {
  readonly entry: Entry;
  /** Proves the lease when the task is settled. */
  readonly lease: string;
  /** By this clock; a send that cannot end before it is not to start. */
  readonly leaseEndsAt: Date;
  /** Sends that were tried before this one; Telegram took none of them, as far as it told. */
  readonly tries: number;
  /** As the task was made; none where whoever gets it is looked up. */
  readonly language: Language | undefined;
}

export interface CodeTask extends Claimed {
  readonly kind: 'code';
  readonly challengeId: string;
  readonly phone: E164;
  readonly code: string;
  readonly origin: Origin;
  readonly askedOf: AskedOf;
  /** By this clock. */
  readonly expiresAt: Date;
  /** Since when it waits for a worker, by this clock: since the request, or since its owner shared a contact. */
  readonly dueAt: Date;
}

/** Why Telegram did not take a message that is sent again: the whole bot's trouble, its token, or a pause of the chat. */
export type SendProblem = 'passing' | 'bad_token' | 'flood' | 'unreachable';

/** Why the code in a message is good no more. */
export type EditReason = 'used' | 'erased' | 'expired' | 'refused' | 'replaced' | 'closed';

export interface EditTask extends Claimed {
  readonly kind: 'edit';
  readonly why: EditReason;
  readonly challengeId: string;
  /** Who used the code, where somebody did. */
  readonly usedBy: Origin;
  readonly chatId: number;
  readonly messageId: number;
}

export type Notice = 'relinked' | 'moved' | 'move_asked' | 'token_reused' | 'phone_locked';

export interface NotificationTask extends Claimed {
  readonly kind: 'notice';
  readonly notice: Notice;
  /** As whoever enqueued it named it. */
  readonly id: string;
  /** A chat, or whoever holds the phone when it is sent. */
  readonly to: { readonly chatId: number } | { readonly phone: E164 };
}

export type Task = CodeTask | EditTask | NotificationTask;

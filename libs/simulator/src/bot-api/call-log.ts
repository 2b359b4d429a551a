import { Changes } from '../world/changes';
import { ChatMessage } from '../world/chat-message';
import { Payload } from './params';

export interface RecordedCall {
  /** Milliseconds since the epoch, when the call arrived. */
  readonly at: number;
  readonly method: string;
  readonly payload: Payload;
  readonly outcome: 'pending' | 'ok' | 'fault' | 'error';
  /** 0 while the call is pending, or if it got no answer. */
  readonly status: number;
}

/** A message as it was when it was accepted, before any edit. */
export interface SentMessage {
  readonly chatId: number;
  readonly messageId: number;
  readonly text: string;
  readonly message: ChatMessage;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
}

const maxEntries = 20_000;

export class CallLog {
  readonly calls: RecordedCall[] = [];
  readonly sentMessages: SentMessage[] = [];

  constructor(private readonly changes: Changes) {}

  begin(method: string, payload: Payload): (outcome: RecordedCall['outcome'], status: number) => void {
    const call = {
      at: Date.now(),
      method,
      payload,
      outcome: 'pending' as RecordedCall['outcome'],
      status: 0,
    };
    this.calls.push(call);
    if (this.calls.length > maxEntries) this.calls.shift();
    this.changes.publish({ type: 'call' });
    return (outcome, status) => {
      Object.assign(call, { outcome, status });
      this.changes.publish({ type: 'call' });
    };
  }

  recordSent(message: ChatMessage): void {
    const { chatId, messageId, text } = message;
    this.sentMessages.push({ chatId, messageId, text, message, receivedAt: Date.now() });
    if (this.sentMessages.length > maxEntries) this.sentMessages.shift();
  }
}

import { Bell } from '../world/bell';
import { ChatMessage } from '../world/chat-message';
import { Payload } from './params';

export interface RecordedCall {
  /** Milliseconds since the epoch, when the call arrived. */
  readonly at: number;
  readonly method: string;
  readonly payload: Payload;
  readonly outcome: 'pending' | 'ok' | 'fault' | 'error';
  /** 0 while pending and where no answer was given. */
  readonly status: number;
}

/** A message as it was when it was taken, before any edit. */
export interface SentMessage {
  readonly chatId: number;
  readonly messageId: number;
  readonly text: string;
  readonly message: ChatMessage;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
}

const longestLog = 20_000;

export class CallLog {
  readonly calls: RecordedCall[] = [];
  readonly sentMessages: SentMessage[] = [];

  constructor(private readonly bell: Bell) {}

  begin(method: string, payload: Payload): (outcome: RecordedCall['outcome'], status: number) => void {
    const call = {
      at: Date.now(),
      method,
      payload,
      outcome: 'pending' as RecordedCall['outcome'],
      status: 0,
    };
    this.calls.push(call);
    if (this.calls.length > longestLog) this.calls.shift();
    this.bell.ring({ type: 'call' });
    return (outcome, status) => {
      Object.assign(call, { outcome, status });
      this.bell.ring({ type: 'call' });
    };
  }

  taken(message: ChatMessage): void {
    const { chatId, messageId, text } = message;
    this.sentMessages.push({ chatId, messageId, text, message, receivedAt: Date.now() });
    if (this.sentMessages.length > longestLog) this.sentMessages.shift();
  }
}

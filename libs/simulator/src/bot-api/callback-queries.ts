import { randomInt } from 'node:crypto';
import { Changes } from '../world/changes';
import { badRequest } from './api-error';

export interface CallbackAnswer {
  readonly text: string;
  readonly showAlert: boolean;
  readonly url?: string;
}

/** Presses of inline buttons that wait for `answerCallbackQuery`. They are lost at a restart, as at Telegram. */
export class CallbackQueries {
  private readonly pressedBy = new Map<string, number>();
  private readonly answers = new Map<string, CallbackAnswer>();

  constructor(private readonly changes: Changes) {}

  register(personId: number): string {
    const id = `${randomInt(1e9, 1e10)}${randomInt(1e8, 1e9)}`;
    this.pressedBy.set(id, personId);
    return id;
  }

  /** The first answer counts. A second answer to the same press is refused. */
  answer(id: string, answer: CallbackAnswer): void {
    const personId = this.pressedBy.get(id);
    if (personId === undefined || this.answers.has(id)) {
      throw badRequest('query is too old and response timeout expired or query ID is invalid');
    }
    this.answers.set(id, answer);
    const { text, showAlert } = answer;
    this.changes.publish({ type: 'answer', personId, callbackQueryId: id, text, showAlert });
  }

  answerTo(id: string): CallbackAnswer | undefined {
    return this.answers.get(id);
  }
}

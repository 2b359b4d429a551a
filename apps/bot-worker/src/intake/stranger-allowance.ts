import { join } from 'node:path';
import type { RedisStore, Script } from '@app/redis';
import type { Proof } from './incoming-update';

/** Answers to an account without a link, in any window of this length. */
const ANSWERS = 5;
const WINDOW_MS = 600_000;

/**
 * How often the bot answers an account that is not linked: five times in ten minutes, and once more for each kind of proof
 * that may link it. Every key takes constant memory and expires with the window. An update that comes again counts once.
 */
export class StrangerAllowance {
  private readonly takeAnswer: Script;

  constructor(
    private readonly store: RedisStore,
    private readonly windowMs = WINDOW_MS,
  ) {
    this.takeAnswer = store.script(join(__dirname, 'scripts', 'take-answer.lua'));
  }

  /** @returns false where the account has had its answers */
  async take(chatId: number, updateId: number): Promise<boolean> {
    const reply = await this.takeAnswer(
      [this.key(chatId, 'answers')],
      [String(updateId), ANSWERS, this.windowMs],
    );
    return reply === 1;
  }

  /** Takes the one answer that this kind of proof is worth; an update that took it and comes again has it. */
  async use(chatId: number, proof: Proof['kind'], updateId: number): Promise<boolean> {
    const key = this.key(chatId, proof);
    const isTaken = await this.store.client.set(key, updateId, 'PX', this.windowMs, 'NX');
    return isTaken !== null || (await this.store.client.get(key)) === String(updateId);
  }

  /** The account is linked: should it be unlinked, it begins anew. */
  async forget(chatId: number): Promise<void> {
    await this.store.client.del(...['answers', 'own_contact', 'link'].map((name) => this.key(chatId, name)));
  }

  private key(chatId: number, name: string): string {
    return this.store.key('stranger', `{${chatId}}`, name);
  }
}

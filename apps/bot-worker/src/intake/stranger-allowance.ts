import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { RedisStore, Script } from '@app/redis';
import type { Proof } from './incoming-update';

/** Answers to an account without a link, in any window of this length. */
const ANSWERS = 5;
const WINDOW_MS = 600_000;

/** The token leads to a challenge, so it is kept as its digest. */
const nameOf = (proof: Proof): string =>
  proof.kind === 'link'
    ? `link:${createHash('sha256').update(proof.token).digest('base64url').slice(0, 22)}`
    : 'contact';

/**
 * How often the bot answers an account that is not linked: five times in ten minutes, and once more for each proof that may
 * link it. Every key takes constant memory and expires with the window. An update that comes again counts once.
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

  /** Whether another update has had the answer that this proof is worth. */
  async isUsed(chatId: number, proof: Proof, updateId: number): Promise<boolean> {
    const usedBy = await this.store.client.get(this.key(chatId, nameOf(proof)));
    return usedBy !== null && usedBy !== String(updateId);
  }

  /** Takes the answer that this proof is worth, once for all who ask at once. */
  async use(chatId: number, proof: Proof, updateId: number): Promise<boolean> {
    const key = this.key(chatId, nameOf(proof));
    const isTaken = await this.store.client.set(key, updateId, 'PX', this.windowMs, 'NX');
    return isTaken !== null || !(await this.isUsed(chatId, proof, updateId));
  }

  /** The account is linked: should it be unlinked, it begins anew. */
  async forget(chatId: number): Promise<void> {
    await this.store.client.del(this.key(chatId, 'answers'), this.key(chatId, 'contact'));
  }

  private key(chatId: number, name: string): string {
    return this.store.key('stranger', `{${chatId}}`, name);
  }
}

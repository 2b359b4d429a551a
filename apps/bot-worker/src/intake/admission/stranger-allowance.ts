import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { RedisStore, type Script } from '@app/redis';
import type { Proof } from '../incoming-update';

const MAX_ANSWERS = 5;
const WINDOW_MS = 600_000;
/** Bounds the memory of this worker. */
const MAX_REFUSED = 10_000;

/**
 * Limits the answers to an account that is not linked: five in ten minutes, and one more for each kind of proof that may link
 * it. Every key takes constant memory and expires with the window. A retried update counts once.
 */
@Injectable()
export class StrangerAllowance {
  private readonly consumeAnswerScript: Script;
  private readonly refused = new Set<number>();

  constructor(private readonly store: RedisStore) {
    this.consumeAnswerScript = store.script(join(__dirname, 'scripts', 'consume-answer.lua'));
  }

  /** @returns false if the account has used up its answers */
  async consumeAnswer(chatId: number, updateId: number): Promise<boolean> {
    const reply = await this.consumeAnswerScript(
      [this.key(chatId, 'answers')],
      [String(updateId), MAX_ANSWERS, WINDOW_MS],
    );
    this.refused.delete(chatId);
    if (reply !== 1) this.refused.add(chatId);
    if (this.refused.size > MAX_REFUSED) this.refused.delete(this.refused.values().next().value!);
    return reply === 1;
  }

  /** Whether the last answer of the account was refused by this worker, so that the next one is likely to be refused too. */
  wasRefused(chatId: number): boolean {
    return this.refused.has(chatId);
  }

  /** Consumes the one answer for this kind of proof. A retry of the update that consumed it succeeds again. */
  async consumeProof(chatId: number, proof: Proof['kind'], updateId: number): Promise<boolean> {
    const key = this.key(chatId, proof);
    const wasSet = await this.store.client.set(key, updateId, 'PX', WINDOW_MS, 'NX');
    return wasSet !== null || (await this.store.client.get(key)) === String(updateId);
  }

  /** Called for a linked account, so that it starts with a full allowance if it is unlinked later. */
  async reset(chatId: number): Promise<void> {
    await this.store.client.del(...['answers', 'own_contact', 'link'].map((name) => this.key(chatId, name)));
  }

  private key(chatId: number, name: string): string {
    return this.store.key('stranger', `{${chatId}}`, name);
  }
}

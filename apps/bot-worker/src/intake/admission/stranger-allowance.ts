import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { RedisStore, type Script } from '@app/redis';
import type { Proof } from '../incoming-update';

const MAX_ANSWERS = 5;
const WINDOW_MS = 600_000;
const consumed = z.enum(['answer', 'proof', 'none']);

/** Bounds the memory of this worker. */
const MAX_REFUSED = 10_000;

/**
 * Limits the answers to an account that is not linked: five in ten minutes, and one more for each kind of proof that may link
 * it. Every key takes constant memory and expires with the window. A retried update counts once.
 */
@Injectable()
export class StrangerAllowance {
  private readonly consumeAnswerScript: Script;
  /** The accounts whose last update of a kind was refused, with the kind of its proof. */
  private readonly refused = new Set<string>();

  constructor(private readonly store: RedisStore) {
    this.consumeAnswerScript = store.script(join(__dirname, 'scripts', 'consume-answer.lua'));
  }

  /**
   * @param proof what may link the account: it has one more answer for each kind
   * @returns false if nothing is left
   */
  async consumeAnswer(chatId: number, updateId: number, proof?: Proof['kind']): Promise<boolean> {
    const keys = ['answers', ...(proof === undefined ? [] : [proof])].map((name) => this.key(chatId, name));
    const reply = await this.consumeAnswerScript(keys, [String(updateId), MAX_ANSWERS, WINDOW_MS]);
    const isGranted = consumed.parse(reply) !== 'none';
    this.recordRefusal(refusalOf(chatId, proof), !isGranted);
    return isGranted;
  }

  /** Whether the last such update of the account was refused by this worker, so that the next one is likely to be refused too. */
  wasRefused(chatId: number, proof?: Proof['kind']): boolean {
    return this.refused.has(refusalOf(chatId, proof));
  }

  /** Called for a linked account, so that it starts with a full allowance if it is unlinked later. */
  async reset(chatId: number): Promise<void> {
    await this.store.client.del(...['answers', 'own_contact', 'link'].map((name) => this.key(chatId, name)));
  }

  private recordRefusal(refusal: string, isRefused: boolean): void {
    this.refused.delete(refusal);
    if (isRefused) this.refused.add(refusal);
    if (this.refused.size > MAX_REFUSED) this.refused.delete(this.refused.values().next().value!);
  }

  private key(chatId: number, name: string): string {
    return this.store.key('stranger', `{${chatId}}`, name);
  }
}

const refusalOf = (chatId: number, proof?: Proof['kind']): string => `${chatId} ${proof ?? ''}`;

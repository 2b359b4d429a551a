import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import type { Entry } from '@app/otp';
import { RedisStore, type Script } from '@app/redis';
import { botKeys, WORKER_FORGOTTEN_MS } from '@app/telegram';

/**
 * Which workers live. All of them hear each bell, and one is enough: so each entry has an order of workers, the same at all
 * of them, and who comes later waits. It saves claims that others win, and promises nothing: the outbox alone decides.
 */
@Injectable()
export class WorkerRegistry {
  private readonly me = randomBytes(9).toString('base64url');
  private readonly key: string;
  private readonly script: Script;
  private workers: readonly string[] = [];

  constructor(private readonly store: RedisStore) {
    this.key = botKeys.workers(store);
    this.script = store.script(join(__dirname, 'scripts', 'sign-in.lua'));
  }

  async signIn(): Promise<void> {
    this.workers = (await this.script([this.key], [this.me, WORKER_FORGOTTEN_MS])) as string[];
  }

  /** Others need not wait for this one any more. */
  async signOut(): Promise<void> {
    await this.store.client.zrem(this.key, this.me);
  }

  /** How many others are to try before this worker does; 0: none. Rendezvous hashing: a worker that leaves moves nobody else's. */
  othersBefore({ member }: Entry): number {
    const mine = weight(this.me, member);
    return this.workers.filter((worker) => worker !== this.me && weight(worker, member) > mine).length;
  }
}

/** CRC alone is linear: the same worker would come before the same other one for half of all entries. */
const weight = (worker: string, member: string): number =>
  Math.imul(crc32(worker + member), 0x9e3779b1) >>> 0;

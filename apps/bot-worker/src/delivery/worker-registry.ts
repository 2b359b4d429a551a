import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Entry } from '@app/otp';
import { RedisStore, type Script } from '@app/redis';
import { botKeys, WORKER_FORGOTTEN_MS } from '@app/telegram';

const workerIds = z.array(z.string());

/**
 * Lists the live workers and orders them for each outbox entry, in the same way on every worker. Only the first workers of that
 * order answer an event at once, which saves claims that another worker would win. The order guarantees nothing: the claim in
 * the outbox decides who sends (docs/decisions/0010-order-of-workers-for-an-event.md).
 */
@Injectable()
export class WorkerRegistry {
  private readonly workerId = randomBytes(9).toString('base64url');
  private readonly key: string;
  private readonly registerScript: Script;
  private liveWorkers: readonly string[] = [];

  constructor(private readonly store: RedisStore) {
    this.key = botKeys.workers(store);
    this.registerScript = store.script(join(__dirname, 'scripts', 'register-worker.lua'));
  }

  /** Registers this worker for `WORKER_FORGOTTEN_MS` and reads the other live workers. */
  async register(): Promise<void> {
    const reply = await this.registerScript([this.key], [this.workerId, WORKER_FORGOTTEN_MS]);
    this.liveWorkers = workerIds.parse(reply);
  }

  /** Removes this worker, so that the others no longer wait for it. */
  async unregister(): Promise<void> {
    await this.store.client.zrem(this.key, this.workerId);
  }

  /** Rendezvous hashing: when a worker leaves, the order of the others stays the same. */
  countWorkersBefore({ member }: Entry): number {
    const ownWeight = weightOf(this.workerId, member);
    return this.liveWorkers.filter(
      (worker) => worker !== this.workerId && weightOf(worker, member) > ownWeight,
    ).length;
  }
}

/** Without the multiplication, the linearity of CRC could make one worker the first for half of all entries. */
const weightOf = (worker: string, member: string): number =>
  Math.imul(crc32(worker + member), 0x9e3779b1) >>> 0;

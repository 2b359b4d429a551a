import { optional } from '../optional.ts';

/** Longer than a refresh can take. After that the tab goes on without the lock: two refreshes at once are harmless. */
const LONGEST_WAIT_MS = 16_000;
/** How long a lease is watched before it counts: another tab may have written its own at the same time. */
const SETTLE_MS = 40;
const RETRY_MS = 60;

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** @param hasWaited whether another tab held the lock before */
export type LockedWork<Result> = (hasWaited: boolean) => Promise<Result>;

/**
 * Lets one tab of an origin work at a time: by Web Locks, or by a lease in localStorage where a browser lacks them (Safari
 * before 15.4, Firefox before 96, pages without TLS). The lease cannot exclude a coincidence, and does not have to: a refresh token
 * that was just used stays good for 20 s and has the same successor. Without either, the work starts at once.
 */
export function inOneTab<Result>(name: string, work: LockedWork<Result>): Promise<Result> {
  if (optional(() => document) === undefined) return work(false);
  const locks = optional(() => navigator.locks);
  return locks === undefined ? byLease(`${name}:lease`, work) : byLock(locks, name, work);
}

async function byLock<Result>(locks: LockManager, name: string, work: LockedWork<Result>): Promise<Result> {
  let started: Promise<Result> | undefined;
  let hasWaited = false;
  const start = (): Promise<Result> => (started ??= work(hasWaited));
  const hold = async (): Promise<true> => {
    await start().catch(() => undefined);
    return true;
  };
  try {
    if (await locks.request(name, { ifAvailable: true }, (lock) => lock !== null && hold())) return start();
    hasWaited = true;
    await Promise.race([locks.request(name, () => started === undefined && hold()), delay(LONGEST_WAIT_MS)]);
  } catch {
    // A sandboxed frame has locks and refuses each of them.
  }
  return start();
}

async function byLease<Result>(key: string, work: LockedWork<Result>): Promise<Result> {
  const owner = String(Math.random());
  const hasWaited = await waitForLease(key, owner);
  try {
    return await work(hasWaited);
  } finally {
    if (leaseAt(key)?.owner === owner) optional(() => localStorage.removeItem(key));
  }
}

/** @returns whether another tab had the lease before */
async function waitForLease(key: string, owner: string): Promise<boolean> {
  const giveUpAt = Date.now() + LONGEST_WAIT_MS;
  let hasWaited = false;
  while (Date.now() < giveUpAt) {
    if (leaseAt(key) === undefined) {
      const lease = JSON.stringify({ owner, until: Date.now() + LONGEST_WAIT_MS });
      const isWritten = optional(() => {
        localStorage.setItem(key, lease);
        return true;
      });
      if (!isWritten) return false;
      await delay(SETTLE_MS * (1 + Math.random()));
      if (leaseAt(key)?.owner === owner) return hasWaited;
    }
    hasWaited = true;
    await delay(RETRY_MS);
  }
  return hasWaited;
}

interface Lease {
  readonly owner: string;
  readonly until: number;
}

/** The lease that holds now. One that ends too far in the future was written before the clock was set back. */
function leaseAt(key: string): Lease | undefined {
  const lease = optional(() => JSON.parse(localStorage.getItem(key) ?? '') as Lease);
  const leftMs = (lease?.until ?? 0) - Date.now();
  return leftMs > 0 && leftMs <= LONGEST_WAIT_MS ? lease : undefined;
}

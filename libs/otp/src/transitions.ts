import { join } from 'node:path';
import type { RedisStore, Script } from '@app/redis';

export type Transition =
  | 'admit-address'
  | 'forgive-address'
  | 'request'
  | 'verify'
  | 'admit-asked'
  | 'verify-asked'
  | 'restore'
  | 'replace'
  | 'claim-code'
  | 'claim-job'
  | 'settle-code'
  | 'settle-job'
  | 'find'
  | 'open'
  | 'wake-parked'
  | 'ask'
  | 'refuse'
  | 'close-all'
  | 'phone-state'
  | 'unlock'
  | 'status'
  | 'notify'
  | 'outbox-depth';

/** Each transition of a challenge is one Lua script; its header says what it guarantees, takes and replies. */
export const transition = (store: RedisStore, name: Transition): Script =>
  store.script(join(__dirname, 'scripts', `${name}.lua`));

/** A script's reply as text; numbers come as whole numbers in text, too. */
export const asTexts = (reply: unknown): string[] => (reply as (string | number)[]).map(String);

/** Milliseconds in text, as seconds rounded up: who waits that long does not come too early. */
export const upToSeconds = (ms: string | undefined): number => Math.ceil(Number(ms ?? 0) / 1000);

/** A reply that no version of our scripts gives. */
export class UnknownReply extends Error {
  constructor(name: Transition) {
    super(`The script ${name} gave a reply that is not known`);
  }
}

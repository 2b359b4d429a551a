import { times } from './otp-on-redis';

/** A challenge as the promises describe it, without Redis: as slow and simple as possible. */
export interface PromisedChallenge {
  readonly phone: number;
  readonly channel: 'api' | 'bot';
  readonly expiresAt: number;
  state: 'live' | 'used' | 'closed' | 'refused';
  delivery: 'due' | 'claimed' | 'parked' | 'sent' | 'failed';
  left: number;
  /** When it is due in the outbox; undefined where it is not in it. */
  dueAt: number | undefined;
  /** The claim that holds the lease. */
  lease: number | undefined;
  /** A worker has taken it to a chat, so that its code can be right. */
  isVerifiable: boolean;
  /** A send may have arrived. */
  isMaybeSent: boolean;
  isDueAgain: boolean;
  isOpened: boolean;
  /** Somebody opened the link. */
  isSeen: boolean;
  mayBeRestored: boolean;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TTL = 300_000;
const LEASE = 15_000;
const ATTEMPTS = 3;
const WRONG_PER_DAY = 10;
const REQUESTS = [
  [MINUTE, 3],
  [HOUR, 10],
  [DAY, 20],
] as const;

export type SettledAs = 'delivered' | 'retry' | 'postpone' | 'park' | 'fail';
/** For `retry` and `postpone`. */
export const AGAIN_MS = 10_000;

/** The promises about codes, for two phones. Times are milliseconds since the beginning. */
export class PromisedOtp {
  now = 0;
  readonly challenges: PromisedChallenge[] = [];
  private readonly requests: number[][] = [[], []];
  private readonly botRequests: number[][] = [[], []];
  private readonly wrong: number[][] = [[], []];
  private readonly quietUntil = [0, 0];
  private readonly botCodes: (number | undefined)[] = [undefined, undefined];
  private claims = 0;

  request(phone: number): 'ok' | 'too_many_requests' | 'phone_locked' {
    if (this.isLocked(phone)) return 'phone_locked';
    const before = this.requests[phone]!;
    if (REQUESTS.some(([span, most]) => this.within(before, span) >= most)) return 'too_many_requests';
    before.push(this.now);
    this.add(phone, 'api', this.quietUntil[phone]! > this.now ? 'parked' : 'due');
    return 'ok';
  }

  requestOfBot(phone: number): 'ok' | 'limited' {
    if (this.within(this.botRequests[phone]!, MINUTE) >= 3) return 'limited';
    this.botRequests[phone]!.push(this.now);
    const former = this.botCodes[phone];
    if (former !== undefined) this.close(this.challenges[former]!, 'closed');
    this.botCodes[phone] = this.add(phone, 'bot', 'due');
    return 'ok';
  }

  /** The challenge of the newest code that the owner asked the bot for. */
  botCodeOf(phone: number): number | undefined {
    return this.botCodes[phone];
  }

  /** Codes that are due in the outbox, expired ones included. */
  due(): number[] {
    return times(this.challenges.length, (index) => index).filter((index) => {
      const { dueAt } = this.challenges[index]!;
      return dueAt !== undefined && dueAt <= this.now;
    });
  }

  /** @returns the claim, where there is one */
  claim(index: number): number | undefined {
    const c = this.challenges[index]!;
    if (c.dueAt === undefined || c.dueAt > this.now) return undefined;
    if (!this.isLive(c) || c.left <= 0) {
      c.dueAt = undefined;
      return undefined;
    }
    if (c.delivery === 'claimed') c.isMaybeSent = true;
    const lease = ++this.claims;
    Object.assign(c, { delivery: 'claimed', isVerifiable: true, dueAt: this.now + LEASE, lease });
    return c.lease;
  }

  settle(index: number, claim: number, as: SettledAs): void {
    const c = this.challenges[index]!;
    if (this.isForgotten(c)) {
      c.dueAt = undefined;
      return;
    }
    if (c.lease !== claim) return;
    const { isDueAgain } = c;
    c.lease = undefined;
    c.isDueAgain = false;
    if (c.state !== 'live') c.dueAt = undefined;
    else if (as === 'delivered') Object.assign(c, { delivery: 'sent', dueAt: undefined });
    else if (as === 'retry' || as === 'postpone' || isDueAgain) {
      if (as === 'retry') c.isMaybeSent = true;
      c.isVerifiable = c.isMaybeSent;
      Object.assign(c, { delivery: 'due', dueAt: isDueAgain ? this.now : this.now + AGAIN_MS });
    } else {
      Object.assign(c, {
        delivery: as === 'park' ? 'parked' : 'failed',
        isVerifiable: false,
        dueAt: undefined,
      });
    }
  }

  /** Anybody opens the link. @returns whether it leads to something */
  see(index: number): boolean {
    const c = this.challenges[index]!;
    if (!this.seemsLive(c)) return false;
    c.isSeen = true;
    return true;
  }

  /** What the page learns. */
  status(index: number): string {
    const c = this.challenges[index]!;
    if (c.channel === 'bot' || this.isForgotten(c)) return 'gone';
    if (c.state === 'used') return 'verified';
    if (c.state === 'closed' || c.left <= 0) return 'closed';
    if (c.isOpened && c.delivery === 'sent') return 'sent';
    return c.isOpened || c.isSeen ? 'opened' : 'pending';
  }

  /** Its owner opens the link. */
  open(index: number): 'gone' | 'sent' | 'due' {
    const c = this.challenges[index]!;
    if (!this.isLive(c) || c.left <= 0) return 'gone';
    c.isOpened = true;
    return this.makeDue(c);
  }

  refuse(index: number): 'refused' | 'used' | 'gone' {
    const c = this.challenges[index]!;
    const isUsed = !this.isForgotten(c) && c.state === 'used';
    const isClosed = this.close(c, this.quietEnd(c));
    if (!isClosed && !isUsed) return 'gone';
    this.quietUntil[c.phone] = this.now + DAY;
    return isUsed ? 'used' : 'refused';
  }

  closeAll(phone: number): void {
    for (const c of this.challenges) if (c.phone === phone) this.close(c, this.quietEnd(c));
  }

  /** @param typed the challenge whose right code is typed; undefined for a code that is wrong everywhere */
  verify(index: number, typed: number | undefined): string {
    const c = this.challenges[index]!;
    if (!this.seemsLive(c)) {
      // A restore may make it live again.
      if (c.state === 'used' && c.channel === 'api' && !this.isForgotten(c)) c.left -= 1;
      return 'challenge_gone';
    }
    const outcome = this.verifyOwn(c, typed === index);
    if (outcome === 'ok' || this.verifyBotCode(c.phone, typed) !== 'ok') return outcome;
    // The code was not wrong after all.
    if (outcome === 'code_wrong') this.wrong[c.phone]!.pop();
    return 'ok';
  }

  verifyBotCode(phone: number, typed: number | undefined): string {
    const index = this.botCodes[phone];
    const c = index === undefined ? undefined : this.challenges[index];
    if (c === undefined || !this.isLive(c) || c.left <= 0) return 'code_wrong';
    return this.spend(c, index === typed) ? 'ok' : 'code_wrong';
  }

  wrongCodes(phone: number): number {
    return this.within(this.wrong[phone]!, DAY);
  }

  restore(index: number): void {
    const c = this.challenges[index]!;
    if (this.isForgotten(c) || c.state !== 'used' || !c.mayBeRestored) return;
    Object.assign(c, { state: 'live', mayBeRestored: false });
    c.left += 1;
  }

  private verifyOwn(c: PromisedChallenge, isRight: boolean): string {
    if (this.isLocked(c.phone)) {
      c.left -= 1;
      return 'phone_locked';
    }
    if (c.left <= 0) return 'attempts_exhausted';
    if (this.spend(c, isRight)) return 'ok';
    this.wrong[c.phone]!.push(this.now);
    return 'code_wrong';
  }

  private spend(c: PromisedChallenge, isRight: boolean): boolean {
    c.left -= 1;
    if (!isRight || c.state !== 'live' || !c.isVerifiable) return false;
    Object.assign(c, { state: 'used', mayBeRestored: true, dueAt: undefined });
    return true;
  }

  private add(phone: number, channel: 'api' | 'bot', delivery: 'due' | 'parked'): number {
    const fresh = { lease: undefined, isVerifiable: false, isMaybeSent: false, isDueAgain: false };
    return (
      this.challenges.push({
        ...{ phone, channel, delivery, state: 'live', left: ATTEMPTS, expiresAt: this.now + TTL, ...fresh },
        dueAt: delivery === 'due' ? this.now : undefined,
        ...{ isOpened: false, isSeen: false, mayBeRestored: false },
      }) - 1
    );
  }

  private close(c: PromisedChallenge, state: 'closed' | 'refused'): boolean {
    c.mayBeRestored = false;
    if (!this.isLive(c)) return false;
    Object.assign(c, { state, dueAt: undefined });
    return true;
  }

  private quietEnd(c: PromisedChallenge): 'closed' | 'refused' {
    return c.isOpened || c.channel === 'bot' ? 'closed' : 'refused';
  }

  private makeDue(c: PromisedChallenge): 'sent' | 'due' {
    if (c.delivery === 'sent') return 'sent';
    if (c.delivery === 'claimed') c.isDueAgain = true;
    else Object.assign(c, { delivery: 'due', dueAt: this.now });
    return 'due';
  }

  private isForgotten = (c: PromisedChallenge): boolean => this.now >= c.expiresAt;
  private isLive = (c: PromisedChallenge): boolean => c.state === 'live' && !this.isForgotten(c);
  private seemsLive = (c: PromisedChallenge): boolean =>
    (c.state === 'live' || c.state === 'refused') && !this.isForgotten(c);
  private isLocked = (phone: number): boolean => this.within(this.wrong[phone]!, DAY) >= WRONG_PER_DAY;
  private within = (moments: readonly number[], span: number): number =>
    moments.filter((moment) => moment > this.now - span).length;
}

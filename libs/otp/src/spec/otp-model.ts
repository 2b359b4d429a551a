import {
  isExpired,
  type ModelChallenge,
  newModelChallenge,
  stateEndedByOwner,
  statusOf,
} from './model-challenge';
import { ModelPhone } from './model-phone';
import { times } from './outcomes';

const LEASE_MS = 15_000;
const EXCHANGE_MS = 60_000;

export type SettledAs = 'delivered' | 'retry' | 'postpone' | 'park' | 'fail';
/** The delay after `retry` and `postpone`. */
export const RETRY_MS = 10_000;

/** A simple model of the guarantees about codes, without Redis, for two phones. Times are milliseconds since the start. */
export class OtpModel {
  now = 0;
  readonly challenges: ModelChallenge[] = [];
  private readonly phones = [new ModelPhone(), new ModelPhone()];
  private readonly botCodes: (number | undefined)[] = [undefined, undefined];
  private claims = 0;

  request(phone: number): 'ok' | 'too_many_requests' | 'phone_locked' {
    const limits = this.phones[phone]!;
    if (limits.isLocked(this.now)) return 'phone_locked';
    if (!limits.admitRequest(this.now)) return 'too_many_requests';
    this.add(phone, 'api', limits.quietUntil > this.now ? 'parked' : 'due');
    return 'ok';
  }

  requestBotCode(phone: number): 'ok' | 'limited' {
    if (!this.phones[phone]!.admitBotRequest(this.now)) return 'limited';
    const former = this.botCodes[phone];
    if (former !== undefined) this.close(this.challenges[former]!, 'closed');
    this.botCodes[phone] = this.add(phone, 'bot', 'due');
    return 'ok';
  }

  /** The challenge of the newest code that the owner requested from the bot. */
  botCodeOf(phone: number): number | undefined {
    return this.botCodes[phone];
  }

  /** The challenges whose codes are due in the outbox, including expired ones. */
  due(): number[] {
    return times(this.challenges.length, (index) => index).filter((index) => {
      const { dueAt } = this.challenges[index]!;
      return dueAt !== undefined && dueAt <= this.now;
    });
  }

  /** @returns the number of the claim; undefined if the code cannot be claimed */
  claim(index: number): number | undefined {
    const challenge = this.challenges[index]!;
    if (challenge.dueAt === undefined || challenge.dueAt > this.now) return undefined;
    if (!this.isLive(challenge) || challenge.attemptsLeft <= 0) {
      challenge.dueAt = undefined;
      return undefined;
    }
    if (challenge.delivery === 'claimed') challenge.isMaybeSent = true;
    const lease = ++this.claims;
    Object.assign(challenge, { delivery: 'claimed', isVerifiable: true, dueAt: this.now + LEASE_MS, lease });
    return challenge.lease;
  }

  settle(index: number, claim: number, as: SettledAs): void {
    const challenge = this.challenges[index]!;
    if (this.isExpired(challenge)) {
      challenge.dueAt = undefined;
      return;
    }
    if (challenge.lease !== claim) return;
    const { isDueAgain } = challenge;
    challenge.lease = undefined;
    challenge.isDueAgain = false;
    if (challenge.state !== 'live') challenge.dueAt = undefined;
    else if (as === 'delivered') Object.assign(challenge, { delivery: 'sent', dueAt: undefined });
    else if (as === 'retry' || as === 'postpone' || isDueAgain) {
      if (as === 'retry') challenge.isMaybeSent = true;
      challenge.isVerifiable = challenge.isMaybeSent;
      Object.assign(challenge, { delivery: 'due', dueAt: isDueAgain ? this.now : this.now + RETRY_MS });
    } else {
      Object.assign(challenge, {
        delivery: as === 'park' ? 'parked' : 'failed',
        isVerifiable: false,
        dueAt: undefined,
      });
    }
  }

  /** @returns whether the link leads to the challenge */
  findByLink(index: number): boolean {
    const challenge = this.challenges[index]!;
    if (!this.seemsLive(challenge)) return false;
    challenge.isLinkSeen = true;
    return true;
  }

  status(index: number): string {
    return statusOf(this.challenges[index]!, this.now);
  }

  openChallenge(index: number): 'gone' | 'sent' | 'due' {
    const challenge = this.challenges[index]!;
    if (!this.isLive(challenge) || challenge.attemptsLeft <= 0) return 'gone';
    challenge.isOpened = true;
    return this.makeDue(challenge);
  }

  approve(
    index: number,
    isRight: boolean,
    by: 'button' | 'answer',
  ): 'approved' | 'already' | 'wrong' | 'gone' {
    const challenge = this.challenges[index]!;
    if (challenge.channel === 'bot' || !this.isLive(challenge) || challenge.attemptsLeft <= 0) return 'gone';
    if (by === 'button' && !challenge.isOpened) return 'gone';
    if (challenge.isApproved) return 'already';
    challenge.isApproved = isRight;
    if (isRight) {
      challenge.expiresAt = Math.max(challenge.expiresAt, this.now + EXCHANGE_MS);
      return 'approved';
    }
    this.close(challenge, stateEndedByOwner(challenge));
    this.phones[challenge.phone]!.countWrongCode(this.now);
    return 'wrong';
  }

  exchange(index: number, isRight: boolean): string {
    const challenge = this.challenges[index]!;
    if (challenge.channel === 'bot' || !this.seemsLive(challenge)) return 'challenge_gone';
    if (challenge.attemptsLeft <= 0) return 'attempts_exhausted';
    challenge.attemptsLeft -= 1;
    if (!isRight || challenge.state !== 'live' || !challenge.isApproved) return 'code_wrong';
    return this.consume(challenge);
  }

  refuse(index: number): 'refused' | 'used' | 'gone' {
    const challenge = this.challenges[index]!;
    const isUsed = !this.isExpired(challenge) && challenge.state === 'used';
    const isClosed = this.close(challenge, stateEndedByOwner(challenge));
    if (!isClosed && !isUsed) return 'gone';
    this.phones[challenge.phone]!.beQuiet(this.now);
    return isUsed ? 'used' : 'refused';
  }

  closeChallenges(phone: number): void {
    for (const challenge of this.challenges)
      if (challenge.phone === phone) this.close(challenge, stateEndedByOwner(challenge));
  }

  /** @param typed the challenge whose code is typed; undefined for a code of no challenge */
  verify(index: number, typed: number | undefined): string {
    const challenge = this.challenges[index]!;
    if (!this.seemsLive(challenge)) {
      // A restore may make it live again.
      if (challenge.state === 'used' && challenge.channel === 'api' && !this.isExpired(challenge))
        challenge.attemptsLeft -= 1;
      return 'challenge_gone';
    }
    const outcome = this.verifyOwn(challenge, typed === index);
    if (outcome === 'ok' || this.verifyBotCode(challenge.phone, typed) !== 'ok') return outcome;
    // The code of the bot is no wrong code of the phone.
    if (outcome === 'code_wrong') this.phones[challenge.phone]!.forgetWrongCode();
    return 'ok';
  }

  verifyBotCode(phone: number, typed: number | undefined): string {
    const index = this.botCodes[phone];
    const challenge = index === undefined ? undefined : this.challenges[index];
    if (challenge === undefined || !this.isLive(challenge) || challenge.attemptsLeft <= 0)
      return 'code_wrong';
    return this.countAttempt(challenge, index === typed) ? 'ok' : 'code_wrong';
  }

  wrongCodes(phone: number): number {
    return this.phones[phone]!.wrongCodes(this.now);
  }

  restore(index: number): void {
    const challenge = this.challenges[index]!;
    if (this.isExpired(challenge) || challenge.state !== 'used' || !challenge.mayBeRestored) return;
    Object.assign(challenge, { state: 'live', mayBeRestored: false });
    challenge.attemptsLeft += 1;
  }

  private verifyOwn(challenge: ModelChallenge, isRight: boolean): string {
    if (this.phones[challenge.phone]!.isLocked(this.now)) {
      challenge.attemptsLeft -= 1;
      return 'phone_locked';
    }
    if (challenge.attemptsLeft <= 0) return 'attempts_exhausted';
    if (this.countAttempt(challenge, isRight)) return 'ok';
    this.phones[challenge.phone]!.countWrongCode(this.now);
    return 'code_wrong';
  }

  private countAttempt(challenge: ModelChallenge, isRight: boolean): boolean {
    challenge.attemptsLeft -= 1;
    if (!isRight || challenge.state !== 'live' || !challenge.isVerifiable) return false;
    this.consume(challenge);
    return true;
  }

  private consume(challenge: ModelChallenge): 'ok' {
    Object.assign(challenge, { state: 'used', mayBeRestored: true, dueAt: undefined });
    return 'ok';
  }

  private add(phone: number, channel: 'api' | 'bot', delivery: 'due' | 'parked'): number {
    return this.challenges.push(newModelChallenge({ phone, channel, delivery, now: this.now })) - 1;
  }

  private close(challenge: ModelChallenge, state: 'closed' | 'refused'): boolean {
    challenge.mayBeRestored = false;
    if (!this.isLive(challenge)) return false;
    Object.assign(challenge, { state, dueAt: undefined });
    return true;
  }

  private makeDue(challenge: ModelChallenge): 'sent' | 'due' {
    if (challenge.delivery === 'sent') return 'sent';
    if (challenge.delivery === 'claimed') challenge.isDueAgain = true;
    else Object.assign(challenge, { delivery: 'due', dueAt: this.now });
    return 'due';
  }

  private isExpired = (challenge: ModelChallenge): boolean => isExpired(challenge, this.now);
  private isLive = (challenge: ModelChallenge): boolean =>
    challenge.state === 'live' && !this.isExpired(challenge);
  private seemsLive = (challenge: ModelChallenge): boolean =>
    (challenge.state === 'live' || challenge.state === 'refused') && !this.isExpired(challenge);
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const WRONG_CODES_PER_DAY = 10;
const BOT_REQUESTS_PER_MINUTE = 3;
const REQUESTS = [
  [MINUTE_MS, 3],
  [HOUR_MS, 10],
  [DAY_MS, 20],
] as const;

/** The limits of a phone in the model. Times are milliseconds since the start. */
export class ModelPhone {
  /** After "it was not me" no codes are pushed until this time. */
  quietUntil = 0;
  private readonly requests: number[] = [];
  private readonly botRequests: number[] = [];
  private readonly wrongCodeTimes: number[] = [];

  /** Counts a request on a page, unless a limit is used up. */
  admitRequest(now: number): boolean {
    if (REQUESTS.some(([spanMs, most]) => countSince(this.requests, now - spanMs) >= most)) return false;
    this.requests.push(now);
    return true;
  }

  /** Counts a request in the bot, unless its limit is used up. */
  admitBotRequest(now: number): boolean {
    if (countSince(this.botRequests, now - MINUTE_MS) >= BOT_REQUESTS_PER_MINUTE) return false;
    this.botRequests.push(now);
    return true;
  }

  countWrongCode(now: number): void {
    this.wrongCodeTimes.push(now);
  }

  /** Removes the wrong code that was counted last. */
  forgetWrongCode(): void {
    this.wrongCodeTimes.pop();
  }

  wrongCodes(now: number): number {
    return countSince(this.wrongCodeTimes, now - DAY_MS);
  }

  isLocked(now: number): boolean {
    return this.wrongCodes(now) >= WRONG_CODES_PER_DAY;
  }

  beQuiet(now: number): void {
    this.quietUntil = now + DAY_MS;
  }
}

const countSince = (moments: readonly number[], start: number): number =>
  moments.filter((moment) => moment > start).length;

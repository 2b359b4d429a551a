import fc from 'fast-check';
import type { CodeTask } from '../outbox/tasks';
import type { Verified } from './challenge';
import { OTHER_PHONE, OtpOnRedis, outcomeOf, PHONE, wrongCodeThan } from '../spec/otp-on-redis';
import { type Action, DAY_MS, schedule, type Typed } from '../spec/otp-schedules';
import { AGAIN_MS, PromisedOtp, type SettledAs } from '../spec/promised-otp';

const PHONES = [PHONE, OTHER_PHONE] as const;
/** Each run of this test has other schedules. */
const RUNS = 100;

/** One schedule on a real Redis and on the model of the promises; each step must have the same outcome. */
class Run {
  private readonly promised = new PromisedOtp();
  private readonly ids: string[] = [];
  /** A code of the bot has none. */
  private readonly linkTokens: (string | undefined)[] = [];
  private readonly codes: string[] = [];
  private readonly held: { index: number; claim: number; task: CodeTask }[] = [];
  private readonly verified: { index: number; verified: Verified }[] = [];
  private messages = 0;
  /** When a wrong code was compared, by phone; and how often, by challenge. */
  private readonly looks: number[][] = [[], []];
  private readonly looksOf = new Map<number, number>();
  private refusals = 0;

  constructor(private readonly real: OtpOnRedis) {}

  async step(a: Action): Promise<void> {
    await this[a.do](a as never);
    await this.compareOutbox();
    await this.compareStatuses();
  }

  /** Nothing is lost: a healthy worker that comes now sends each live code that waits. */
  async drain(): Promise<void> {
    await this.wait({ ms: 15_000 });
    const owed = this.promised.due().filter((index) => {
      const { state, left, expiresAt } = this.promised.challenges[index]!;
      return state === 'live' && left > 0 && expiresAt > this.promised.now;
    });
    const claimed: number[] = [];
    for (const entry of await this.real.outbox.due()) {
      const task = await this.real.outbox.claim(entry);
      if (task?.kind === 'code') claimed.push(this.ids.indexOf(task.challengeId));
    }
    expect(claimed.sort()).toEqual(owed.sort());
  }

  protected async request(a: { phone: number }): Promise<void> {
    const outcome = this.promised.request(a.phone);
    const asked = this.real.request(PHONES[a.phone]);
    expect(await outcomeOf(asked)).toBe(outcome);
    if (outcome !== 'ok') return;
    const { challengeId, linkToken } = await asked;
    await this.remember(challengeId, linkToken);
  }

  protected async requestOfBot(a: { phone: number }): Promise<void> {
    const outcome = this.promised.requestOfBot(a.phone);
    const asked = await this.real.bot.requestCode({
      phone: PHONES[a.phone]!,
      telegramId: 1 + a.phone,
      language: 'ru',
    });
    expect(asked.kind === 'issued' ? 'ok' : 'limited').toBe(outcome);
    if (asked.kind === 'issued') await this.remember(asked.entry.member.slice('code:'.length));
  }

  protected async claim(a: { pick: number }): Promise<void> {
    const due = this.promised.due();
    const index = due.at(-1 - (a.pick % Math.max(1, due.length)));
    if (index === undefined) return;
    const claim = this.promised.claim(index);
    const tasks = await Promise.all([1, 2, 3].map(() => this.real.claimCode(this.ids[index]!)));
    const won = tasks.filter((task) => task !== undefined);
    expect(won).toHaveLength(claim === undefined ? 0 : 1);
    if (claim === undefined) return;
    expect(won[0]!.code).toBe(this.codes[index]);
    this.held.push({ index, claim, task: won[0]! });
  }

  protected async settle(a: { pick: number; as: SettledAs }): Promise<void> {
    const [held] = this.held.splice(a.pick % Math.max(1, this.held.length), 1);
    if (!held) return;
    this.promised.settle(held.index, held.claim, a.as);
    const { outbox } = this.real;
    if (a.as === 'delivered') {
      await outbox.delivered(held.task, { chatId: 7, messageId: ++this.messages });
    } else if (a.as === 'retry') await outbox.retry(held.task, AGAIN_MS, 'passing');
    else if (a.as === 'postpone') await outbox.postpone(held.task, AGAIN_MS);
    else await outbox[a.as](held.task);
  }

  protected async verify(a: { pick: number; typed: Typed }): Promise<void> {
    const index = this.indexOf(a.pick);
    if (index === undefined) return;
    const { channel, phone: owner } = this.promised.challenges[index]!;
    const rightFor = { own: index, bot: this.promised.botCodeOf(owner), wrong: undefined }[a.typed];
    const code = rightFor === undefined ? wrongCodeThan(this.codes[index]!) : this.codes[rightFor]!;
    const isOfApi = channel === 'api';
    const outcome = isOfApi
      ? this.promised.verify(index, rightFor)
      : this.promised.verifyBotCode(owner, rightFor);
    const verifying = isOfApi
      ? this.real.verify(this.ids[index]!, code)
      : this.real.verifyBotCode(PHONES[owner]!, code);
    expect(await outcomeOf(verifying)).toBe(outcome);
    expect(await this.real.wrongCodes(PHONES[owner])).toBe(this.promised.wrongCodes(owner));
    if (outcome === 'ok') this.keepVerified(await verifying);
    if (outcome === 'code_wrong' && isOfApi) this.countLook(index, owner);
  }

  private keepVerified(verified: Verified): void {
    this.verified.push({ index: this.ids.indexOf(verified.challengeId), verified });
  }

  protected async restore(a: { pick: number }): Promise<void> {
    const found = this.verified.at(-1 - (a.pick % Math.max(1, this.verified.length)));
    if (!found) return;
    // Only the caller that consumed it last may give it back.
    const isLast = this.verified.filter(({ index }) => index === found.index).at(-1) === found;
    if (isLast) this.promised.restore(found.index);
    await this.real.otp.restoreChallenge(found.verified);
  }

  protected async see(a: { pick: number }): Promise<void> {
    const index = this.indexOf(a.pick);
    const linkToken = index === undefined ? undefined : this.linkTokens[index];
    if (index === undefined || linkToken === undefined) return;
    expect((await this.real.bot.findByLink(linkToken)) !== undefined).toBe(this.promised.see(index));
  }

  protected async open(a: { pick: number }): Promise<void> {
    const index = this.indexOf(a.pick);
    if (index === undefined) return;
    const { phone: owner } = this.promised.challenges[index]!;
    const by = { telegramId: 1 + owner, phone: PHONES[owner]! };
    expect(await this.real.bot.openChallenge(this.ids[index]!, by)).toBe(this.promised.open(index));
  }

  protected async refuse(a: { pick: number }): Promise<void> {
    const index = this.indexOf(a.pick);
    if (index === undefined) return;
    const { phone: owner } = this.promised.challenges[index]!;
    const refused = await this.real.refuse(this.ids[index]!, PHONES[owner]!, `r${++this.refusals}`);
    expect(refused).toBe(this.promised.refuse(index));
  }

  protected async closeAll(a: { phone: number }): Promise<void> {
    this.promised.closeAll(a.phone);
    await this.real.bot.closeChallenges(PHONES[a.phone]!);
  }

  protected async wait(a: { ms: number }): Promise<void> {
    this.promised.now += a.ms;
    await this.real.passTime(a.ms);
  }

  private async compareOutbox(): Promise<void> {
    const due = (await this.real.outbox.due()).filter(({ isCode }) => isCode);
    const indexes = due.map(({ member }) => this.ids.indexOf(member.slice('code:'.length)));
    expect(indexes.sort((x, y) => x - y)).toEqual(this.promised.due());
  }

  private async compareStatuses(): Promise<void> {
    const statuses = await Promise.all(this.ids.map((id) => this.real.otp.status(id)));
    expect(statuses.map((progress) => progress?.status ?? 'gone')).toEqual(
      this.ids.map((_, index) => this.promised.status(index)),
    );
  }

  /** Whatever happens, at most three wrong codes of a challenge are compared, and ten of a phone in any day. */
  private countLook(index: number, owner: number): void {
    const looks = (this.looksOf.get(index) ?? 0) + 1;
    this.looksOf.set(index, looks);
    expect(looks).toBeLessThanOrEqual(3);
    this.looks[owner]!.push(this.promised.now);
    const today = this.looks[owner]!.filter((at) => at > this.promised.now - DAY_MS);
    expect(today.length).toBeLessThanOrEqual(10);
  }

  private async remember(challengeId: string, linkToken?: string): Promise<void> {
    this.ids.push(challengeId);
    this.linkTokens.push(linkToken);
    this.codes.push(await this.real.unclaimedCode(challengeId));
  }

  private indexOf(back: number): number | undefined {
    return this.ids.length === 0 ? undefined : this.ids.length - 1 - (back % this.ids.length);
  }
}

it('random schedules of requests, claims, crashes, guesses and time keep every promise', async () => {
  await fc.assert(
    fc.asyncProperty(schedule, async (actions) => {
      const real = await OtpOnRedis.open();
      const run = new Run(real);
      try {
        for (const a of actions) await run.step(a);
        await run.drain();
      } finally {
        real.close();
      }
    }),
    { numRuns: RUNS },
  );
}, 300_000);

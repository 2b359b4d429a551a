import { size } from '@app/testing';
import fc from 'fast-check';
import type { CodeTask } from '../outbox/tasks';
import type { Verified } from './challenge';
import { OTHER_PHONE, OtpOnRedis, PHONE, wrongCodeThan, wrongNumberThan } from '../spec/otp-on-redis';
import { outcomeOf } from '../spec/outcomes';
import { type Action, DAY_MS, schedule, type Typed } from '../spec/otp-schedules';
import { OtpModel, RETRY_MS, type SettledAs } from '../spec/otp-model';

const PHONES = [PHONE, OTHER_PHONE] as const;
/** The number of schedules, which differ in every run of this test. */
const RUNS = size({ small: 40, full: 1_000 });

/** Runs one schedule on a real Redis and on the model. Each step must have the same outcome on both. */
class ScheduleRun {
  private readonly model = new OtpModel();
  private readonly ids: string[] = [];
  /** Challenges of the bot have no link. */
  private readonly linkTokens: (string | undefined)[] = [];
  private readonly codes: string[] = [];
  /** Challenges of the bot have no approval. */
  private readonly numbers: (string | undefined)[] = [];
  private readonly secrets: (string | undefined)[] = [];
  private readonly held: { index: number; claim: number; task: CodeTask }[] = [];
  private readonly verified: { index: number; verified: Verified }[] = [];
  private messages = 0;
  /** The times at which wrong codes were compared, by phone. */
  private readonly comparedAt: number[][] = [[], []];
  private readonly comparisonsByChallenge = new Map<number, number>();
  private refusals = 0;

  constructor(private readonly real: OtpOnRedis) {}

  async step(a: Action): Promise<void> {
    await this[a.do](a as never);
    await this.compareOutbox();
    await this.compareStatuses();
  }

  /** Checks that no code is lost: a worker that starts now claims every live code that is due. */
  async drain(): Promise<void> {
    await this.wait({ ms: 15_000 });
    const expected = this.model.due().filter((index) => {
      const { state, attemptsLeft, expiresAt } = this.model.challenges[index]!;
      return state === 'live' && attemptsLeft > 0 && expiresAt > this.model.now;
    });
    const claimed: number[] = [];
    for (const entry of await this.real.outbox.due()) {
      const task = await this.real.outbox.claim(entry);
      if (task?.kind === 'code') claimed.push(this.ids.indexOf(task.challengeId));
    }
    expect(claimed.sort()).toEqual(expected.sort());
  }

  protected async request(a: { phone: number }): Promise<void> {
    const outcome = this.model.request(a.phone);
    const requested = this.real.request(PHONES[a.phone]);
    expect(await outcomeOf(requested)).toBe(outcome);
    if (outcome !== 'ok') return;
    const { challengeId, linkToken, approval } = await requested;
    this.numbers[this.ids.length] = approval.number;
    this.secrets[this.ids.length] = approval.secret;
    await this.remember(challengeId, linkToken);
  }

  protected async requestBotCode(a: { phone: number }): Promise<void> {
    const outcome = this.model.requestBotCode(a.phone);
    const answer = await this.real.bot.requestCode({
      phone: PHONES[a.phone]!,
      telegramId: 1 + a.phone,
      language: 'ru',
    });
    expect(answer.kind === 'issued' ? 'ok' : 'limited').toBe(outcome);
    if (answer.kind === 'issued') await this.remember(answer.entry.member.slice('code:'.length));
  }

  protected async claim(a: { pick: number }): Promise<void> {
    const due = this.model.due();
    const index = due.at(-1 - (a.pick % Math.max(1, due.length)));
    if (index === undefined) return;
    const claim = this.model.claim(index);
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
    this.model.settle(held.index, held.claim, a.as);
    const { outbox } = this.real;
    if (a.as === 'delivered') {
      await outbox.delivered(held.task, { chatId: 7, messageId: ++this.messages });
    } else if (a.as === 'retry') await outbox.retry(held.task, RETRY_MS, 'passing');
    else if (a.as === 'postpone') await outbox.postpone(held.task, RETRY_MS);
    else await outbox[a.as](held.task);
  }

  protected async verify(a: { pick: number; typed: Typed }): Promise<void> {
    const index = this.indexOf(a.pick);
    if (index === undefined) return;
    const { channel, phone: owner } = this.model.challenges[index]!;
    const rightFor = { own: index, bot: this.model.botCodeOf(owner), wrong: undefined }[a.typed];
    const code = rightFor === undefined ? wrongCodeThan(this.codes[index]!) : this.codes[rightFor]!;
    const isOfApi = channel === 'api';
    const outcome = isOfApi ? this.model.verify(index, rightFor) : this.model.verifyBotCode(owner, rightFor);
    const verifying = isOfApi
      ? this.real.verify(this.ids[index]!, code)
      : this.real.verifyBotCode(PHONES[owner]!, code);
    expect(await outcomeOf(verifying)).toBe(outcome);
    expect(await this.real.wrongCodes(PHONES[owner])).toBe(this.model.wrongCodes(owner));
    if (outcome === 'ok') this.keepVerified(await verifying);
    if (outcome === 'code_wrong' && isOfApi) this.countComparison(index, owner);
  }

  /** Three tries at once have one outcome, because only the first counts. */
  protected async approve(a: { pick: number; isRight: boolean; by: 'button' | 'answer' }): Promise<void> {
    const index = this.indexOf(a.pick);
    if (index === undefined) return;
    const { phone: owner } = this.model.challenges[index]!;
    const shown = this.numbers[index] ?? '00';
    const number = a.isRight ? shown : wrongNumberThan(shown);
    const expected = [1, 2, 3].map(() => this.model.approve(index, a.isRight, a.by));
    const by = { telegramId: 1 + owner, phone: PHONES[owner]!, by: a.by };
    const outcomes = await Promise.all([1, 2, 3].map(() => this.real.approve(this.ids[index]!, number, by)));
    expect(outcomes.sort()).toEqual(expected.sort());
    expect(await this.real.wrongCodes(PHONES[owner])).toBe(this.model.wrongCodes(owner));
  }

  protected async exchange(a: { pick: number; isRight: boolean }): Promise<void> {
    const index = this.indexOf(a.pick);
    if (index === undefined) return;
    const outcome = this.model.exchange(index, a.isRight);
    const secret = a.isRight ? (this.secrets[index] ?? '') : 'a secret of no page';
    const exchanging = this.real.exchange(this.ids[index]!, secret);
    expect(await outcomeOf(exchanging)).toBe(outcome);
    if (outcome === 'ok') this.keepVerified(await exchanging);
  }

  private keepVerified(verified: Verified): void {
    this.verified.push({ index: this.ids.indexOf(verified.challengeId), verified });
  }

  protected async restore(a: { pick: number }): Promise<void> {
    const found = this.verified.at(-1 - (a.pick % Math.max(1, this.verified.length)));
    if (!found) return;
    // Only the caller that consumed the challenge last holds a valid receipt.
    const isLast = this.verified.filter(({ index }) => index === found.index).at(-1) === found;
    if (isLast) this.model.restore(found.index);
    await this.real.otp.restoreChallenge(found.verified);
  }

  protected async findByLink(a: { pick: number }): Promise<void> {
    const index = this.indexOf(a.pick);
    const linkToken = index === undefined ? undefined : this.linkTokens[index];
    if (index === undefined || linkToken === undefined) return;
    expect((await this.real.bot.findByLink(linkToken)) !== undefined).toBe(this.model.findByLink(index));
  }

  protected async openChallenge(a: { pick: number }): Promise<void> {
    const index = this.indexOf(a.pick);
    if (index === undefined) return;
    const { phone: owner } = this.model.challenges[index]!;
    const by = { telegramId: 1 + owner, phone: PHONES[owner]! };
    expect(await this.real.openChallenge(this.ids[index]!, by)).toBe(this.model.openChallenge(index));
  }

  protected async refuse(a: { pick: number }): Promise<void> {
    const index = this.indexOf(a.pick);
    if (index === undefined) return;
    const { phone: owner } = this.model.challenges[index]!;
    const refused = await this.real.refuse(this.ids[index]!, PHONES[owner]!, `r${++this.refusals}`);
    expect(refused).toBe(this.model.refuse(index));
  }

  protected async closeChallenges(a: { phone: number }): Promise<void> {
    this.model.closeChallenges(a.phone);
    await this.real.bot.closeChallenges(PHONES[a.phone]!);
  }

  protected async wait(a: { ms: number }): Promise<void> {
    this.model.now += a.ms;
    await this.real.passTime(a.ms);
  }

  private async compareOutbox(): Promise<void> {
    const due = (await this.real.outbox.due()).filter(({ isCode }) => isCode);
    const indexes = due.map(({ member }) => this.ids.indexOf(member.slice('code:'.length)));
    expect(indexes.sort((x, y) => x - y)).toEqual(this.model.due());
  }

  private async compareStatuses(): Promise<void> {
    const statuses = await Promise.all(this.ids.map((id) => this.real.otp.status(id)));
    expect(statuses.map((progress) => progress?.status ?? 'gone')).toEqual(
      this.ids.map((_, index) => this.model.status(index)),
    );
  }

  /** Checks the limits: three wrong codes of a challenge, and ten of a phone in any day. */
  private countComparison(index: number, owner: number): void {
    const comparisons = (this.comparisonsByChallenge.get(index) ?? 0) + 1;
    this.comparisonsByChallenge.set(index, comparisons);
    expect(comparisons).toBeLessThanOrEqual(3);
    this.comparedAt[owner]!.push(this.model.now);
    const today = this.comparedAt[owner]!.filter((at) => at > this.model.now - DAY_MS);
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

it(
  'random schedules of requests, claims, crashes, guesses and time keep every promise',
  async () => {
    await fc.assert(
      fc.asyncProperty(schedule, async (actions) => {
        const real = await OtpOnRedis.open();
        const run = new ScheduleRun(real);
        try {
          for (const action of actions) await run.step(action);
          await run.drain();
        } finally {
          real.close();
        }
      }),
      { numRuns: RUNS },
    );
  },
  size({ small: 300_000, full: 1_800_000 }),
);

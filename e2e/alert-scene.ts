import {
  createLinkedPeople,
  Product,
  type ProductOptions,
  Prometheus,
  repeatAtRate,
  until,
} from '@app/testing';
import type { SimulatedPerson } from '@app/simulator';
import { read, RULES } from './watch-files';

/** Every duration of the rules is divided by this. Nothing else of a rule changes. */
const SPEED = 30;
const METRICS_TOKEN = 'the token of the metrics of this test';
const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 };
const PEOPLE = 20;
/** A quiet time is longer than the longest window of a rate and the longest wait of an alert together. */
export const QUIET_SECONDS = (15 * 60 + 10 * 60) / SPEED;

/** Five minutes for the rules. */
const LASTING_SECONDS = 300 / SPEED;

/** `[5m]`, `offset 10m` and `for: 1m`, but no name of a series and no number of seconds that a value is compared with. */
const DURATION = /(?<=\[|offset |for: )(\d+)([smhd])\b/g;

const fasterRules = (rules: string): string =>
  rules.replaceAll(
    DURATION,
    (_, count: string, unit: keyof typeof SECONDS) =>
      `${Math.round((Number(count) * SECONDS[unit] * 1_000) / SPEED)}ms`,
  );

/** What people do repeatedly while the work runs. A failure does not stop it. */
interface Load {
  readonly perSecond: number;
  readonly act: (index: number) => Promise<unknown>;
}

export interface Cause {
  /** What people do while the cause lasts. */
  readonly load?: Load;
  readonly begin?: () => unknown;
  readonly end?: () => unknown;
}

/**
 * The whole product beside a real Prometheus with our alerts, for which time runs faster. Two causes are left to the tests of promtool
 * in `prometheus.package-spec.ts`: the disk of the stores is nearly full, because others use the disk too, and a job has no instance
 * at all, because this Prometheus knows its instances by their addresses.
 */
export class AlertScene {
  private constructor(
    readonly product: Product,
    readonly people: readonly SimulatedPerson[],
    private readonly prometheus: Prometheus,
  ) {}

  /** @param addWorkers if the workers need other variables than the API */
  static async start(
    { env, ...options }: ProductOptions,
    addWorkers: (product: Product) => Promise<unknown> = () => Promise.resolve(),
  ): Promise<AlertScene> {
    const many = { OTP_PHONE_PER_MINUTE: '10000', OTP_PHONE_PER_HOUR: '10000', OTP_PHONE_PER_DAY: '10000' };
    const product = await Product.start({ ...options, env: { METRICS_TOKEN, ...many, ...env } });
    try {
      await addWorkers(product);
      const people = await createLinkedPeople(product, PEOPLE);
      const urls = (services: readonly { url: string }[]) => services.map(({ url }) => url);
      const prometheus = await Prometheus.start({
        jobs: { 'auth-api': urls(product.apis), 'bot-worker': urls(product.workers) },
        token: METRICS_TOKEN,
        rules: fasterRules(read(RULES)),
      });
      const isScraped = async () => (await prometheus.query('up == 1')).length === product.services.length;
      await until(isScraped, { what: 'all services to be scraped', everyMs: 250 });
      return new AlertScene(product, people, prometheus);
    } catch (error) {
      await product.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.prometheus.stop();
    await this.product.stop();
  }

  /** @returns the alerts that fire while the work runs */
  async firedDuring(work: () => Promise<unknown>): Promise<readonly string[]> {
    const since = Date.now();
    await work();
    return this.prometheus.firedSince(since);
  }

  /**
   * Brings a cause about, waits until these alerts have fired for minutes, so that others could fire too, ends the cause and waits until
   * nothing fires any more.
   * @returns all alerts that fired meanwhile
   */
  firedBy(expected: readonly string[], { load, begin, end }: Cause): Promise<readonly string[]> {
    return this.firedDuring(async () => {
      await begin?.();
      const repetition = load && repeatAtRate(load.perSecond, load.act);
      try {
        await this.fires(expected);
      } finally {
        await repetition?.stop();
        await end?.();
      }
      await this.isSilent();
    });
  }

  /** Waits until Prometheus has read the metrics of this start of the only API. */
  async untilApiIsScraped(startedAfterMs: number): Promise<void> {
    const started = async () =>
      (await this.prometheus.query('process_start_time_seconds{job="auth-api"}'))[0]?.value ?? 0;
    await until(async () => (await started()) >= Math.floor(startedAfterMs / 1_000), {
      what: 'the new process of the API to be scraped',
      everyMs: 250,
    });
  }

  private fires(expected: readonly string[]): Promise<boolean> {
    return until(
      async () => {
        const firing = await this.prometheus.firing({ atLeastSeconds: LASTING_SECONDS });
        return expected.every((name) => firing.includes(name));
      },
      { what: `${expected.join(' and ')} to fire`, everyMs: 250, timeoutMs: 90_000 },
    );
  }

  private isSilent(): Promise<boolean> {
    return until(async () => (await this.prometheus.firing()).length === 0, {
      what: 'all alerts to end',
      everyMs: 250,
      timeoutMs: 120_000,
    });
  }
}

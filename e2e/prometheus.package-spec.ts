import { join } from 'node:path';
import {
  atRate,
  createLinkedPeople,
  Product,
  Prometheus,
  promtool,
  requestCode,
  signIn,
  until,
} from '@app/testing';
import { alerts, asInGrafana, panels, PROMETHEUS, read, RULES, RULES_TEST } from './watch-files';

const METRICS_TOKEN = 'the token of the metrics of this test';
/** The load asks for many codes for each phone. */
const MANY = { OTP_PHONE_PER_MINUTE: '1000', OTP_PHONE_PER_HOUR: '1000', OTP_PHONE_PER_DAY: '1000' };
const PEOPLE = 40;
const path = (file: string): string => join(__dirname, '..', file);

/** Alerts that wait for a minute or less do not wait here. The others depend on the time that answers take, which no test asserts. */
const rulesWithoutWaiting = (): string => read(RULES).replaceAll(/^( +for:) (30s|1m)$/gm, '$1 1s');

describe('the files for Prometheus', () => {
  it('are accepted by Prometheus', async () => {
    expect(await promtool('check', 'rules', path(RULES))).toContain(`${alerts().length + 1} rules found`);
    await promtool('check', 'config', '--syntax-only', path(PROMETHEUS));
  });

  it('fire each alert by its cause, and none in a quiet hour', async () => {
    await promtool('test', 'rules', path(RULES_TEST));
  });
});

describe('Prometheus beside the product', () => {
  let product: Product;
  let prometheus: Prometheus;

  beforeAll(async () => {
    product = await Product.start({ env: { METRICS_TOKEN, OTP_FAILURES_PER_DAY: '1', ...MANY } });
    const urls = (services: readonly { url: string }[]) => services.map(({ url }) => url);
    prometheus = await Prometheus.start({
      jobs: { 'auth-api': urls(product.apis), 'bot-worker': urls(product.workers) },
      token: METRICS_TOKEN,
      rules: rulesWithoutWaiting(),
    });
  });

  afterAll(async () => {
    await prometheus?.stop();
    await product?.stop();
  });

  const fires = (name: string) =>
    until(async () => (await prometheus.firing()).includes(name), { what: `${name} to fire`, everyMs: 250 });
  const isSilent = () =>
    until(async () => (await prometheus.firing()).length === 0, { what: 'all alerts to end', everyMs: 250 });

  it('has data for every query of the dashboard while people sign in, and no alert fires', async () => {
    await until(async () => (await prometheus.query('up == 1')).length === 2, {
      what: 'two scraped services',
    });
    await isSilent();
    const people = await createLinkedPeople(product, PEOPLE);
    let isLoaded = true;
    const act = async (index: number): Promise<void> => {
      people[index]!.say('/help');
      await signIn(product, people[index]!);
    };
    const load = (async () => {
      while (isLoaded) await atRate(5, people.length, act);
    })();
    const lines: string[] = [];
    try {
      for (const { title, targets } of panels()) {
        for (const { expr } of targets) {
          const samples = await until(
            async () => {
              const found = await prometheus.query(asInGrafana(expr));
              return found.some(({ value }) => Number.isFinite(value)) ? found : undefined;
            },
            { what: `data for ${title}: ${expr}`, everyMs: 250 },
          );
          lines.push(`${title}: ${expr}\n    ${samples.map(describeSample).join('\n    ')}`);
        }
      }
    } finally {
      isLoaded = false;
      await load;
    }
    process.stdout.write(`\n${lines.join('\n')}\n`);
    expect(await prometheus.firing()).toEqual([]);
  });

  it('fires when the bot token is revoked, until Telegram accepts it again', async () => {
    product.telegram.failNext({ kind: '401', method: '*', times: Infinity });
    await fires('OtpravkaBotTokenRevoked');
    product.telegram.clearFaults();
    await isSilent();
  });

  it('fires when the worker that polls is killed, until another one polls', async () => {
    const [killed] = product.workers;
    await killed!.end('SIGKILL');
    await fires('OtpravkaPollingLeaseWithoutHolder');
    expect(await prometheus.firing()).toContain('OtpravkaServiceDown');
    const { port } = new URL(killed!.url);
    const next = await product.addWorker({ PORT: port });
    await next.ready();
    await isSilent();
  });

  // The last test, because this alert lasts a quarter of an hour.
  it('fires when wrong codes lock a phone', async () => {
    const { challengeId } = await requestCode(product, '+77010000001');
    for (let code = 0; code < 2; code++)
      await product.post('/api/auth/verify-otp', { challengeId, code: '000000' });
    await fires('OtpravkaPhoneLocked');
  });
});

const describeSample = ({ labels, value }: { labels: object; value: number }): string =>
  `${JSON.stringify(labels)} ${value}`;

import { join } from 'node:path';
import { load } from 'js-yaml';
import {
  atRate,
  createLinkedPeople,
  NodeExporter,
  Product,
  Prometheus,
  promtool,
  type Sample,
  signIn,
  until,
} from '@app/testing';
import { alerts, asInGrafana, panels, PROMETHEUS, read, RULES, RULES_TEST } from './watch-files';

const METRICS_TOKEN = 'the token of the metrics of this test';
/** The load asks for many codes for each phone. */
const MANY = { OTP_PHONE_PER_MINUTE: '1000', OTP_PHONE_PER_HOUR: '1000', OTP_PHONE_PER_DAY: '1000' };
const PEOPLE = 40;
const path = (file: string): string => join(__dirname, '..', file);

describe('the files for Prometheus', () => {
  it('are accepted by Prometheus', async () => {
    expect(await promtool('check', 'rules', path(RULES))).toContain(`${alerts().length + 1} rules found`);
    await promtool('check', 'config', '--syntax-only', path(PROMETHEUS));
  });

  it('fire each alert by its cause, and none in a quiet hour', async () => {
    await promtool('test', 'rules', path(RULES_TEST));
  });
});

describe('the dashboard', () => {
  let product: Product;
  let prometheus: Prometheus;

  beforeAll(async () => {
    product = await Product.start({ env: { METRICS_TOKEN, ...MANY } });
    const urls = (services: readonly { url: string }[]) => services.map(({ url }) => url);
    prometheus = await Prometheus.start({
      jobs: { 'auth-api': urls(product.apis), 'bot-worker': urls(product.workers) },
      token: METRICS_TOKEN,
      rules: read(RULES),
    });
  });

  afterAll(async () => {
    await prometheus?.stop();
    await product?.stop();
  });

  it('has data for each of its queries while people sign in, which are printed here', async () => {
    await until(async () => (await prometheus.query('up == 1')).length === 2, {
      what: 'two scraped services',
    });
    const people = await createLinkedPeople(product, PEOPLE);
    let isLoaded = true;
    const act = async (index: number): Promise<void> => {
      people[index]!.say('/help');
      await signIn(product, people[index]!);
    };
    const load = (async () => {
      while (isLoaded) await atRate(5, people.length, act);
    })();
    const rows: string[] = [];
    try {
      for (const { title, targets, fieldConfig } of panels()) {
        for (const { expr, legendFormat } of targets) {
          const samples = await until(
            async () => {
              const found = await prometheus.query(asInGrafana(expr));
              return found.some(({ value }) => Number.isFinite(value)) ? found : undefined;
            },
            { what: `data for ${title}: ${expr}`, everyMs: 250 },
          );
          for (const sample of samples)
            rows.push(rowOf(title, legendOf(legendFormat, sample), sample.value, fieldConfig.defaults.unit));
        }
      }
    } finally {
      isLoaded = false;
      await load;
    }
    process.stdout.write(`\n${rows.join('\n')}\n`);
  });
});

/** The name of a series as Grafana writes it. */
const legendOf = (format: string, { labels }: Sample): string =>
  format.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => labels[name] ?? '');

const rowOf = (panel: string, series: string, value: number, unit: string): string =>
  `${panel.padEnd(54)} ${series.padEnd(50)} ${Number(value.toPrecision(3))} ${unit}`;

describe('the node exporter', () => {
  it('shows the disks for which the alert asks, started as in docker-compose.yml', async () => {
    const { services } = load(read('docker-compose.yml')) as {
      services: Record<'node-exporter', { command: string[] }>;
    };
    // Compose reads two dollars as one.
    const options = services['node-exporter'].command.map((word) => word.replaceAll('$$', '$'));
    const exporter = await NodeExporter.start(options);
    const prometheus = await Prometheus.start({ jobs: { node: [exporter.url] }, rules: read(RULES) });
    try {
      const { expr } = alerts().find(({ alert }) => alert === 'OtpravkaDiskFull')!;
      const share = /node_filesystem_avail_bytes.*(?= < )/.exec(expr)![0];
      const disks = await until(
        async () => {
          const found = await prometheus.query(share);
          return found.length > 0 ? found : undefined;
        },
        { what: `data for ${share}`, everyMs: 250 },
      );
      for (const { labels, value } of disks) {
        expect(labels).toMatchObject({ job: 'node', mountpoint: expect.stringMatching('^/') as string });
        expect(value).toBeGreaterThan(0);
        expect(value).toBeLessThanOrEqual(1);
      }
    } finally {
      await prometheus.stop();
      await exporter.stop();
    }
  });
});

import { Histogram, Registry } from 'prom-client';
import { LatencyHistogram } from './latency-histogram';

const OPTIONS = { name: 'duration_seconds', help: 'How long it took', buckets: [0.005, 0.1, 2.5] };
const SECONDS = [0, 0.005, 0.0051, 0.1, 1, 2.5, 2.6, 1_000];
const LABELS = { route: '/a/:id', status: '200' };

describe('a histogram of durations', () => {
  it('shows the same text as that of prom-client', async () => {
    const [ours, theirs] = [new Registry(), new Registry()];
    for (const registry of [ours, theirs]) registry.setDefaultLabels({ service: 'auth-api' });
    const observer = new LatencyHistogram(ours, OPTIONS).observer(LABELS);
    const histogram = new Histogram({
      ...OPTIONS,
      labelNames: ['route', 'status'],
      registers: [theirs],
    });
    for (const seconds of SECONDS) {
      observer.observe(seconds);
      histogram.observe(LABELS, seconds);
    }
    const sorted = async (registry: Registry) =>
      (await registry.metrics())
        .split('\n')
        .map((line) =>
          line.replace(/\{(.*)\}/, (_, labels: string) => `{${labels.split(',').sort().join()}}`),
        )
        .sort();
    expect(await sorted(ours)).toEqual(await sorted(theirs));
  });

  it('keeps the observations of each combination of labels apart', async () => {
    const registry = new Registry();
    const histogram = new LatencyHistogram(registry, OPTIONS);
    const [get, post] = ['GET', 'POST'].map((method) => histogram.observer({ method }));
    get!.observe(1);
    get!.observe(1);
    post!.observe(3);
    const text = await registry.metrics();
    expect(text).toContain('duration_seconds_count{method="GET"} 2');
    expect(text).toContain('duration_seconds_sum{method="POST"} 3');
    expect(text).toContain('duration_seconds_bucket{method="POST",le="2.5"} 0');
  });

  it('shows zeros before the first observation', async () => {
    const registry = new Registry();
    new LatencyHistogram(registry, OPTIONS).observer();
    expect(await registry.metrics()).toContain('duration_seconds_count 0');
  });
});

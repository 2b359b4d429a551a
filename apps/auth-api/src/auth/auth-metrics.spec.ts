import { Registry } from 'prom-client';
import { AuthMetrics } from './auth-metrics';

const samples = async (registry: Registry, name: string): Promise<Map<unknown, number>> => {
  const { values } = await registry.getSingleMetric(name)!.get();
  return new Map(values.map(({ labels, value }) => [labels['outcome'], value]));
};

describe('the metrics of the sign-in', () => {
  it('start at 0 for each outcome, so that an alert sees the first one', async () => {
    const registry = new Registry();
    new AuthMetrics(registry);
    const requests = ['ok', 'phone_invalid', 'too_many_requests', 'phone_locked', 'unavailable', 'internal'];
    const codes = ['body_invalid', 'code_wrong', 'challenge_gone', 'attempts_exhausted'];
    const atZero = (outcomes: string[]) => new Map(outcomes.map((outcome) => [outcome, 0]));
    expect(await samples(registry, 'otpravka_code_requests_total')).toEqual(atZero(requests));
    expect(await samples(registry, 'otpravka_code_verifications_total')).toEqual(
      atZero([...requests, ...codes]),
    );
  });
});

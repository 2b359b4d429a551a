import { asOwner, signIn, until } from '@app/testing';
import { Scene } from './scene';
import { fetchMetrics } from './workers';

const METRICS_TOKEN = 'the token of the metrics of this worker';

describe('a worker', () => {
  it('deletes activity that is older than 180 days, and counts it in its metrics', async () => {
    const scene = await Scene.start({ env: { METRICS_TOKEN } });
    try {
      const { url } = scene.product.database;
      await signIn(scene.product, await scene.owner());
      await asOwner(
        url,
        `insert into activity (shop_id, event, at) select id, 'session_opened', now() - interval '181 days' from shops`,
      );
      const eventsLeft = async (): Promise<number> => {
        const [row] = await asOwner<{ count: number }>(url, 'select count(*)::int as count from activity');
        return row!.count;
      };
      expect(await eventsLeft()).toBe(2);
      // A worker deletes at its start and then every minute.
      const worker = await (await scene.product.addWorker()).ready();
      await until(async () => (await eventsLeft()) === 1, { what: 'the deletion' });
      await until(
        async () => {
          const metrics = await (await fetchMetrics(worker, METRICS_TOKEN)).text();
          return /^otpravka_expired_rows_deleted_total{[^}]*table="activity"[^}]*} 1$/m.test(metrics);
        },
        { what: 'the metric' },
      );
    } finally {
      await scene.stop();
    }
  });
});

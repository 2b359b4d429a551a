import { atRate, requestCode, signIn } from '@app/testing';
import { AlertScene, QUIET_SECONDS } from './alert-scene';

jest.setTimeout(300_000);

/** The first of many phones that nobody has. */
const phoneOf = (index: number): string => `+7702${String(index).padStart(7, '0')}`;

describe('the alerts', () => {
  let scene: AlertScene;

  beforeAll(async () => {
    scene = await AlertScene.start({ env: { OTP_FAILURES_PER_DAY: '3' } });
  });

  afterAll(() => scene?.stop());

  it('are silent in a quiet time', async () => {
    const fired = await scene.firedDuring(() =>
      atRate(1, QUIET_SECONDS, (index) => signIn(scene.product, scene.people[index % scene.people.length]!)),
    );
    expect(fired).toEqual([]);
  });

  it('report a phone that wrong codes have locked, and nothing else', async () => {
    const fired = await scene.firedBy(['OtpravkaPhoneLocked'], {
      begin: async () => {
        const { challengeId } = await requestCode(scene.product, phoneOf(0));
        for (let left = 3; left > 0; left--)
          await scene.product.post('/api/auth/verify-otp', { challengeId, code: '000000' });
      },
    });
    expect(fired).toEqual(['OtpravkaPhoneLocked']);
  });

  it('report guesses at many phones, and nothing else', async () => {
    const guess = (index: number) =>
      scene.product.post('/api/auth/verify-otp', { phone: phoneOf(index), code: '000000' });
    const fired = await scene.firedBy(['OtpravkaManyWrongCodes'], { load: { perSecond: 5, act: guess } });
    expect(fired).toEqual(['OtpravkaManyWrongCodes']);
  });

  it('report many more requests for codes than before, and nothing else', async () => {
    const request = (index: number) => requestCode(scene.product, phoneOf(index));
    const fired = await scene.firedBy(['OtpravkaWaveOfRequests'], { load: { perSecond: 15, act: request } });
    expect(fired).toEqual(['OtpravkaWaveOfRequests']);
  });

  it('report an API that has too much to do, and nothing else', async () => {
    const { child } = scene.product.api;
    // Like a process that has too much to do, one that is suspended half of the time lets work wait.
    const suspend = (index: number) => Promise.resolve(child.kill(index % 2 === 0 ? 'SIGSTOP' : 'SIGCONT'));
    const fired = await scene.firedBy(['OtpravkaEventLoopDelayed'], {
      load: { perSecond: 2, act: suspend },
      end: () => child.kill('SIGCONT'),
    });
    expect(fired).toEqual(['OtpravkaEventLoopDelayed']);
  });

  it('report an API that ends again and again, and nothing else', async () => {
    let isRestarting = true;
    let restarts: Promise<void>;
    const restartUntilTheEnd = async (): Promise<void> => {
      while (isRestarting) {
        const api = scene.product.apis.at(-1)!;
        await api.end('SIGKILL');
        const endedAt = Date.now();
        await (await scene.product.addApi({ PORT: new URL(api.url).port })).ready();
        await scene.untilApiIsScraped(endedAt);
      }
    };
    const fired = await scene.firedBy(['OtpravkaRestarts'], {
      begin: () => void (restarts = restartUntilTheEnd()),
      end: () => {
        isRestarting = false;
        return restarts;
      },
    });
    // A boot takes longer than the minute of this faster time.
    expect(fired.filter((name) => name !== 'OtpravkaServiceDown')).toEqual(['OtpravkaRestarts']);
  });
});

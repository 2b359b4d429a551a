import { Logger } from '@nestjs/common';
import { BackgroundWork } from './background-work';

describe('background work', () => {
  const warnings: string[] = [];
  const log = new Logger();
  let background: BackgroundWork;

  beforeEach(() => {
    warnings.length = 0;
    Logger.overrideLogger({
      ...{ log: () => undefined, error: () => undefined },
      warn: (_: unknown, message: string) => void warnings.push(message),
    });
    background = new BackgroundWork(log);
  });
  afterEach(() => background.stop());

  it('is repeated until the service stops', async () => {
    let runs = 0;
    await new Promise<void>((resolve) =>
      background.repeat(1, () => {
        runs += 1;
        if (runs === 3) resolve();
        return Promise.resolve();
      }),
    );
    await background.stop();
    expect(runs).toBe(3);
  });

  it('does not start when the service stops before its condition is met', async () => {
    let hasStarted = false;
    const never = new Promise<void>(() => undefined);
    background.start(() => {
      hasStarted = true;
      return Promise.resolve();
    }, never);
    await background.stop();
    expect(hasStarted).toBe(false);
  });

  it('is awaited by stop', async () => {
    let hasEnded = false;
    background.start(async () => {
      await background.pause(60_000);
      hasEnded = true;
    });
    await new Promise(setImmediate);
    await background.stop();
    expect(hasEnded).toBe(true);
  });

  it('is no longer retried after the service stops', async () => {
    const retried = background.retry('it failed', () => Promise.reject(new Error('a reason')));
    await new Promise(setImmediate);
    await background.stop();
    await expect(retried).resolves.toBeUndefined();
    expect(warnings).toEqual(['it failed']);
  });
});

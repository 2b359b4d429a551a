import { allEnded } from './all-ended';

describe('the steps of an update', () => {
  it('fail only after the last of them has ended', async () => {
    let endSlowStep = (): void => undefined;
    const slowStep = new Promise<void>((resolve) => (endSlowStep = resolve));
    let isOver = false;
    const ended = allEnded([Promise.reject(new Error('refused')), slowStep]).finally(() => (isOver = true));
    const failure = expect(ended).rejects.toThrow('refused');
    await new Promise(setImmediate);
    expect(isOver).toBe(false);
    endSlowStep();
    await failure;
  });
});

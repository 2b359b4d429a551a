import { freshChat, times, useBudgetScene } from './spec/budget-scene';

describe('a slot that is reserved ahead', () => {
  const scene = useBudgetScene();
  const [nothing, never] = [() => Promise.resolve(), { reason: 'busy' }];

  it.each(['code', 'linked_answer'] as const)(
    'is used by the next message of its chat, of the kind %s, and by no other one',
    async (kind) => {
      const [chat, worker] = [freshChat(), scene.workers[0]!];
      let sent = 0;
      const send = () => Promise.resolve(sent++);
      await worker.ahead.during('message', chat, () => worker.runInSlot(kind, chat, 0, send));
      expect(sent).toBe(1);
      expect(await scene.tryOnce(kind, chat)).toMatchObject(never);
      // One slot was taken, so the next one of the bot is 50 ms later.
      expect(await scene.sentAt(1, 'code')).toEqual([50]);
    },
  );

  it('is used by the reaction to a press, and takes no message of the chat', async () => {
    const [chat, worker] = [freshChat(), scene.workers[0]!];
    const press = () => worker.runInSlot('press', chat, 0, nothing);
    expect(await worker.ahead.during('press', chat, press)).toBeUndefined();
    expect(await scene.tryOnce('code', chat)).toBeUndefined();
  });

  it('is not used by edits, notifications and answers to strangers', async () => {
    const worker = scene.workers[0]!;
    for (const kind of ['edit', 'notification', 'stranger_answer'] as const) {
      const [chat, startedAt] = [freshChat(), scene.now()];
      let sent = startedAt;
      const send = () => Promise.resolve((sent = scene.now()));
      const call = () => worker.runInSlot(kind, chat, 2_000, send);
      await scene.clock.settle([worker.ahead.during('message', chat, call)]);
      // The call waited for a later slot.
      expect(sent - startedAt).toBeGreaterThanOrEqual(50);
      scene.clock.advance(10_000);
    }
  });

  it('is given back to its chat when nothing was sent, and early at the wish of its caller', async () => {
    const [chat, worker] = [freshChat(), scene.workers[0]!];
    await worker.ahead.during('message', chat, nothing);
    scene.clock.advance(50);
    expect(await scene.tryOnce('code', chat, scene.workers[1])).toBeUndefined();

    const other = freshChat();
    scene.clock.advance(1_000);
    await worker.ahead.during('message', other, async (releaseSlot) => {
      await releaseSlot();
      scene.clock.advance(50);
      expect(await scene.tryOnce('code', other, scene.workers[1])).toBeUndefined();
    });
  });

  it('is given back when the work fails', async () => {
    const [chat, worker] = [freshChat(), scene.workers[0]!];
    const failing = () => Promise.reject(new Error('the change failed'));
    await expect(worker.ahead.during('message', chat, failing)).rejects.toThrow('the change failed');
    scene.clock.advance(50);
    expect(await scene.tryOnce('code', chat, scene.workers[1])).toBeUndefined();
  });

  it('is reserved only while the schedule is free, so that it delays no call that waits', async () => {
    const [chat, worker] = [freshChat(), scene.workers[0]!];
    await scene.tryOnce('code');
    // The next slot begins in 50 ms. The call gets it as without a slot ahead.
    let sent: number | undefined;
    const send = () => Promise.resolve((sent = scene.now()));
    const call = () => worker.runInSlot('code', chat, 0, send);
    await scene.clock.settle([worker.ahead.during('message', chat, call)]);
    expect(sent).toBe(50);
  });

  it('leaves codes their share while unused slots are reserved all the time', async () => {
    const reserveUnused = async () => {
      while (scene.now() < 10_000) {
        await Promise.all(
          scene.workers.map((worker) => worker.ahead.during('message', freshChat(), nothing)),
        );
        await scene.clock.wait(10);
      }
    };
    const sent = await scene.storm({ code: 15 }, 10_000, reserveUnused);
    const codes = sent.code.filter((at) => at < 10_000);
    expect(codes.length).toBeGreaterThanOrEqual(120);
  });

  it('takes at most six of the twenty slots of a second, and three at once', async () => {
    const worker = scene.workers[0]!;
    const used: number[] = [];
    const use = (chat: number) =>
      worker.ahead.during('message', chat, async () => {
        // Only a call that waits for nothing has a slot of its own.
        const taken = await worker.ahead.take('code', chat);
        if (taken !== undefined) used.push(scene.now());
      });
    for (const _ of times(500, () => 0)) {
      await use(freshChat());
      scene.clock.advance(10);
    }
    expect(used.filter((at) => at < 150)).toHaveLength(3);
    expect(used.length).toBeLessThanOrEqual(3 + 5 * 6);
    expect(used.length).toBeGreaterThanOrEqual(5 * 6);
  });

  it('is never the probe after a pause of the bot', async () => {
    const [first, second] = scene.workers;
    await first!.recordFlood(undefined, 3_000);
    scene.clock.advance(3_001);
    await second!.ahead.during('message', freshChat(), nothing);
    expect(await scene.tryOnce('code', freshChat(), second)).toBeUndefined();
  });

  it('is not reserved in a pause of its chat', async () => {
    const [chat, worker] = [freshChat(), scene.workers[0]!];
    await worker.recordFlood(chat, 3_000);
    const call = () => worker.runInSlot('code', chat, 0, nothing);
    expect(await worker.ahead.during('message', chat, call)).toEqual({
      reason: 'chat_paused',
      waitMs: 3_000,
    });
  });
});

import type { SimulatedPerson } from '@app/simulator';
import { receiveCode, until, TcpProxy } from '@app/testing';
import { edited, lastIdOf, useScene } from './scene';
import { addWorkers, endWorkers, runningWorkers } from './workers';

const scene = useScene();

/** Requests a code and waits until a worker sends it. Telegram does not answer. @returns the id of the challenge */
async function startHangingSend(owner: SimulatedPerson): Promise<string> {
  scene.telegram.failNext({ kind: 'hang', chatId: owner.id });
  const { challengeId } = await scene.requestCode(owner.phone);
  await scene.telegram.waitFor(() => scene.telegram.pendingFaults.length === 0);
  return challengeId;
}

describe('a code', () => {
  it('whose event no worker received is found by the sweep', async () => {
    const owner = await scene.owner();
    const before = lastIdOf(owner);
    await endWorkers(scene.product);
    const request = await scene.requestCode(owner.phone);
    await addWorkers(scene.product, 1);
    const code = await receiveCode(owner, before);
    expect(await scene.verify(request, code)).toBe(200);
    await owner.waitForMessage(/Вход выполнен, код/);
    expect(scene.codesSentTo(owner)).toEqual([code]);
  });

  it('whose worker was killed during the send is sent by another one when the lease expires', async () => {
    const [owner, other] = [await scene.owner(), await scene.owner()];
    const before = lastIdOf(owner);
    const used = await scene.receiveCode(other);
    const [worker] = runningWorkers(scene.product);
    const challengeId = await startHangingSend(owner);
    await worker!.end('SIGKILL');
    expect(await scene.verify(used, used.code)).toBe(200);
    await addWorkers(scene.product, 1);

    const message = await owner.waitForMessage(/ваш код для входа/, { after: before, timeoutMs: 60_000 });
    const [code] = scene.codesSentTo(owner);
    expect(await scene.verify({ challengeId }, code!)).toBe(200);
    await edited(owner, message, /Вход выполнен, код/);
    expect(scene.codesSentTo(owner)).toEqual([code]);
    // The sweep edits this message: no worker received the event of the use.
    await edited(other, used.message, /Вход выполнен, код/);
  });

  it('whose worker is stopped during the send is given back at once', async () => {
    const owner = await scene.owner();
    const before = lastIdOf(owner);
    const [worker] = runningWorkers(scene.product);
    const challengeId = await startHangingSend(owner);
    expect(await worker!.end('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(worker!.output).not.toContain('cut off');
    expect(worker!.output).toContain('"message":"stopped"');
    await addWorkers(scene.product, 1);
    // The worker gave the code back, so the code does not wait for the lease of 15 s.
    await owner.waitForMessage(/ваш код для входа/, { after: before });
    expect(await scene.verify({ challengeId }, scene.codesSentTo(owner)[0]!)).toBe(200);
    expect(scene.codesSentTo(owner)).toHaveLength(1);
  });
});

describe('three workers', () => {
  it('send fifty codes to fifty people, each exactly once', async () => {
    await addWorkers(scene.product, 2);
    const owners = await Promise.all(Array.from({ length: 50 }, () => scene.owner()));
    const requests = await Promise.all(owners.map(({ phone }) => scene.requestCode(phone)));
    const codes = await Promise.all(owners.map((owner) => receiveCode(owner)));
    const outcomes = await Promise.all(
      requests.map((request, index) => scene.verify(request, codes[index]!)),
    );
    expect(outcomes).toEqual(owners.map(() => 200));
    await Promise.all(owners.map((owner) => owner.waitForMessage(/Вход выполнен, код/)));
    await scene.eventsHandled();
    expect(owners.map((owner) => scene.codesSentTo(owner))).toEqual(codes.map((code) => [code]));
  });
});

describe('a worker that has lost Postgres', () => {
  it('leaves the codes to a worker that can send them', async () => {
    await endWorkers(scene.product);
    const postgres = await TcpProxy.to(scene.product.database.url);
    try {
      const broken = await (await scene.product.addWorker({ DATABASE_URL: postgres.url })).ready();
      await addWorkers(scene.product, 1);
      const owners = await Promise.all(Array.from({ length: 12 }, () => scene.owner()));
      postgres.cut();
      await until(async () => (await broken.readiness()).missing.includes('postgres'));
      await Promise.all(owners.map(({ phone }) => scene.requestCode(phone)));
      await Promise.all(owners.map((owner) => owner.waitForMessage(/ваш код для входа/)));
      expect(owners.map((owner) => scene.codesSentTo(owner).length)).toEqual(owners.map(() => 1));
    } finally {
      postgres.restore();
      await endWorkers(scene.product);
      await postgres.close();
    }
  });
});

import type { SimulatedPerson } from '@app/simulator';
import { receiveCode, until, Wire } from '@app/testing';
import { edited, lastIdOf, Scene } from './scene';

let scene: Scene;

beforeAll(async () => {
  scene = await Scene.start();
});

afterAll(async () => {
  await scene?.stop();
});

const running = () => scene.product.workers.filter(({ isRunning }) => isRunning);
const endAll = () => Promise.all(running().map((worker) => worker.end()));
const addWorkers = async (count: number): Promise<void> => {
  const added = await Promise.all(Array.from({ length: count }, () => scene.product.addWorker()));
  await Promise.all(added.map((worker) => worker.ready()));
};

/** A send to the person has started, and Telegram does not answer. */
async function hangingSend(owner: SimulatedPerson): Promise<string> {
  scene.telegram.failNext({ kind: 'hang', chatId: owner.id });
  const { challengeId } = await scene.requestCode(owner.phone);
  await scene.telegram.waitFor(() => scene.telegram.pendingFaults.length === 0);
  return challengeId;
}

/** A lease expires after 15 s. */

describe('a code', () => {
  it('whose event no worker received is found by the sweep', async () => {
    const owner = await scene.owner();
    const before = lastIdOf(owner);
    await endAll();
    const request = await scene.requestCode(owner.phone);
    await addWorkers(1);
    const code = await receiveCode(owner, before);
    expect(await scene.verify(request, code)).toBe(200);
    await owner.waitForMessage(/Код использован/);
    expect(scene.codesSentTo(owner)).toEqual([code]);
  });

  it('whose worker was killed during the send is sent by another one when the lease expires', async () => {
    const [owner, other] = [await scene.owner(), await scene.owner()];
    const before = lastIdOf(owner);
    const used = await scene.receiveCode(other);
    const [worker] = running();
    const challengeId = await hangingSend(owner);
    await worker!.end('SIGKILL');
    expect(await scene.verify(used, used.code)).toBe(200);
    await addWorkers(1);

    const message = await owner.waitForMessage(/ваш код для входа/, { after: before });
    const [code] = scene.codesSentTo(owner);
    expect(await scene.verify({ challengeId }, code!)).toBe(200);
    await edited(owner, message, /Код использован/);
    expect(scene.codesSentTo(owner)).toEqual([code]);
    // No worker received the event of its use.
    await edited(other, used.message, /Код использован/);
  });

  it('whose worker is stopped during the send is given back, and the worker exits', async () => {
    const owner = await scene.owner();
    const before = lastIdOf(owner);
    const [worker] = running();
    const challengeId = await hangingSend(owner);
    expect(await worker!.end('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(worker!.output).not.toContain('cut off');
    expect(worker!.output).toContain('"message":"stopped"');
    await addWorkers(1);
    // No lease expires here, because the worker gave the code back.
    await owner.waitForMessage(/ваш код для входа/, { after: before });
    expect(await scene.verify({ challengeId }, scene.codesSentTo(owner)[0]!)).toBe(200);
    expect(scene.codesSentTo(owner)).toHaveLength(1);
  });
});

describe('three workers', () => {
  it('send fifty codes to fifty people, each exactly once', async () => {
    await addWorkers(2);
    const owners = await Promise.all(Array.from({ length: 50 }, () => scene.owner()));
    const requests = await Promise.all(owners.map(({ phone }) => scene.requestCode(phone)));
    const codes = await Promise.all(owners.map((owner) => receiveCode(owner)));
    const outcomes = await Promise.all(
      requests.map((request, index) => scene.verify(request, codes[index]!)),
    );
    expect(outcomes).toEqual(owners.map(() => 200));
    await Promise.all(owners.map((owner) => owner.waitForMessage(/Код использован/)));
    await scene.eventsHandled();
    expect(owners.map((owner) => scene.codesSentTo(owner))).toEqual(codes.map((code) => [code]));
  });
});

describe('a worker that runs but cannot deliver', () => {
  it('does not keep codes from a worker that can', async () => {
    await endAll();
    const postgres = await Wire.to(scene.product.database.url);
    try {
      const broken = await (await scene.product.addWorker({ DATABASE_URL: postgres.url })).ready();
      await addWorkers(1);
      const owners = await Promise.all(Array.from({ length: 12 }, () => scene.owner()));
      postgres.cut();
      await until(async () => (await broken.readiness()).missing.includes('postgres'));
      await Promise.all(owners.map(({ phone }) => scene.requestCode(phone)));
      await Promise.all(owners.map((owner) => owner.waitForMessage(/ваш код для входа/)));
      expect(owners.map((owner) => scene.codesSentTo(owner).length)).toEqual(owners.map(() => 1));
    } finally {
      postgres.mend();
      await endAll();
      await postgres.close();
    }
  });
});

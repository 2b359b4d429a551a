import { until } from '@app/testing';
import { codesOf } from './operator';
import { OperatorScene } from './operator-scene';

let scene: OperatorScene;

beforeAll(async () => {
  scene = await OperatorScene.start({ OTP_PHONE_PER_MINUTE: '100', OTP_PHONE_PER_HOUR: '100' });
});

afterAll(async () => {
  await scene?.stop();
});

describe('the lock after ten wrong codes', () => {
  it('is reported until an operator unlocks the phone, which the activity records', async () => {
    const person = await scene.linked();
    const { shop } = await scene.signedIn(person);
    await scene.enterWrongCodes(person, 10);
    expect((await scene.requestOtp(person.phone)).body.code).toBe('phone_locked');
    await until(async () => (await scene.eventsOf(shop.id)).includes('phone_locked'));
    const locked = await scene.why(person.phone);
    expect(codesOf(locked)).toContain('locked');
    expect(locked.advice).toMatch(/\/code .+ shop unlock \+7701/);

    expect(await scene.runText('shop', 'unlock', person.phone)).toMatch(/wrong codes: 10 cleared/);
    expect(codesOf(await scene.why(person.phone))).not.toContain('locked');
    await scene.signedIn(person);
    expect(await scene.eventsOf(shop.id)).toEqual([
      'session_opened',
      'phone_locked',
      'unlocked',
      'session_opened',
    ]);
    expect(await scene.runText('shop', 'unlock', person.phone)).toMatch(/wrong codes: there were none/);
    expect((await scene.eventsOf(shop.id)).filter((event) => event === 'unlocked')).toHaveLength(1);
  });

  it('can be removed from a phone without a shop', async () => {
    expect(await scene.runText('shop', 'unlock', scene.freshPhone())).toMatch(
      /which has no shop yet:\n +wrong codes: there were none/,
    );
  });
});

it('no command printed anything that helps to sign in', () => {
  expect(scene.secrets.length).toBeGreaterThan(5);
  expect(scene.printedSecrets()).toEqual([]);
});

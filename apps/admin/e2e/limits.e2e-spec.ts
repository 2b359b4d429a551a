import type { EraseCodeAnswer, Problem } from '@app/contract';
import { bearer, requestCode, until } from '@app/testing';
import { codesOf } from './operator';
import { useOperatorScene } from './operator-scene';

const scene = useOperatorScene({
  ...{ OTP_IP_PER_MINUTE: '9', OTP_IP_PER_HOUR: '1000', OTP_FAILURES_PER_DAY: '3' },
  // A header names the address, so that each test has one of its own.
  TRUST_PROXY: '1',
});

describe('phone why', () => {
  it('reports the full limits of an address, which the operator names or which a valid code came from', async () => {
    const from = { 'X-Forwarded-For': '2001:db8:1:2::7' };
    const request = (phone: string) =>
      scene.product.post<Problem>('/api/auth/request-otp', { phone }, from).then(({ body }) => body.code);
    const phones = Array.from({ length: 10 }, () => scene.freshPhone());
    for (const phone of phones.slice(0, 9)) expect(await request(phone)).toBeUndefined();
    expect(await request(phones[9]!)).toBe('too_many_requests');

    expect(codesOf(await scene.why(phones[9]!))).not.toContain('address_full');
    const named = await scene.operator.json<Parameters<typeof codesOf>[0]>(
      ...['phone', 'why', phones[9]!, '--ip', '2001:DB8:1:2:0::7'],
    );
    expect(codesOf(named)).toContain('address_full');
    expect(named.advice).toMatch(/From 2001:db8:1:2::\/64, codes are requested too often: 9 of 9 a minute/);
    const printed = await scene.runText('phone', 'why', phones[0]!);
    expect(printed).toMatch(/From 2001:db8:1:2::7 +2001:db8:1:2::\/64 9 of 9 requests a minute, full until/);
    expect(codesOf(await scene.why(phones[0]!))).toContain('address_full');
    // Reading counts nothing.
    expect(await scene.runText('phone', 'why', phones[0]!)).toMatch(/64 9 of 9 requests a minute/);
  });

  it('reports that codes which erase the shop are locked, while signing in works', async () => {
    const from = { 'X-Forwarded-For': '203.0.113.7' };
    const person = await scene.linked();
    const { accessToken } = await scene.signedIn(person);
    const headers = { ...bearer(accessToken), ...from };
    const { body } = await scene.product.post<EraseCodeAnswer>('/api/shop/erase-code', {}, headers);
    const wrong = { challengeId: body.challengeId, code: 'not a code' };
    for (const code of ['000000', '111111', '222222', '333333'])
      await scene.product.delete<Problem>('/api/shop', headers, { ...wrong, code });

    const found = await scene.why(person.phone);
    expect(codesOf(found)).toContain('erase_locked');
    expect(found.canSignIn).toBe(true);
    expect(found.advice).toMatch(
      /^Nothing prevents a sign-in[^]*the shop cannot be erased on the page until/,
    );
    expect(await scene.runText('phone', 'why', person.phone)).toMatch(
      /Erasure +3 of 3 wrong codes in 24 hours: locked until .+; 1 codes requested/,
    );
    await scene.runText('shop', 'unlock', person.phone);
    expect(codesOf(await scene.why(person.phone))).not.toContain('erase_locked');
    await requestCode(scene.product, person.phone);
  });
});

describe('the lock after too many wrong codes', () => {
  it('is reported until an operator unlocks the phone, which the activity records', async () => {
    const person = await scene.linked();
    const { shop } = await scene.signedIn(person);
    await scene.enterWrongCodes(person, 3);
    expect((await scene.requestOtp(person.phone)).body.code).toBe('phone_locked');
    await until(async () => (await scene.eventsOf(shop.id)).includes('phone_locked'));
    const locked = await scene.why(person.phone);
    expect(codesOf(locked)).toContain('locked');
    expect(locked.advice).toMatch(/\/code .+ shop unlock \+7701/);

    expect(await scene.runText('shop', 'unlock', person.phone)).toMatch(/wrong codes: 3 cleared/);
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
  expect(scene.secrets.length).toBeGreaterThan(10);
  expect(scene.printedSecrets()).toEqual([]);
});

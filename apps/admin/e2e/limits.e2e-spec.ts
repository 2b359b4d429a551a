import type { EraseCodeAnswer, Problem } from '@app/contract';
import { bearer, requestCode } from '@app/testing';
import { codesOf } from './operator';
import { OperatorScene } from './operator-scene';

let scene: OperatorScene;

beforeAll(async () => {
  scene = await OperatorScene.start({
    ...{ OTP_IP_PER_MINUTE: '6', OTP_IP_PER_HOUR: '1000', OTP_FAILURES_PER_DAY: '3' },
    // A header names the address, so that each test has one of its own.
    TRUST_PROXY: '1',
  });
});

afterAll(async () => {
  await scene?.stop();
});

describe('phone why', () => {
  it('reports the full limits of an address, which the operator names or which a valid code came from', async () => {
    const from = { 'X-Forwarded-For': '2001:db8:1:2::7' };
    const request = (phone: string) =>
      scene.product.post<Problem>('/api/auth/request-otp', { phone }, from).then(({ body }) => body.code);
    const phones = Array.from({ length: 7 }, () => scene.freshPhone());
    for (const phone of phones.slice(0, 6)) expect(await request(phone)).toBeUndefined();
    expect(await request(phones[6]!)).toBe('too_many_requests');

    expect(codesOf(await scene.why(phones[6]!))).not.toContain('address_full');
    const named = await scene.operator.json<Parameters<typeof codesOf>[0]>(
      ...['phone', 'why', phones[6]!, '--ip', '2001:DB8:1:2:0::7'],
    );
    expect(codesOf(named)).toContain('address_full');
    expect(named.advice).toMatch(/From 2001:db8:1:2::\/64, codes are requested too often: 6 of 6 a minute/);
    const printed = await scene.runText('phone', 'why', phones[0]!);
    expect(printed).toMatch(/From 2001:db8:1:2::7 +2001:db8:1:2::\/64 6 of 6 requests a minute, full until/);
    expect(codesOf(await scene.why(phones[0]!))).toContain('address_full');
    // Reading counts nothing.
    expect(await scene.runText('phone', 'why', phones[0]!)).toMatch(/64 6 of 6 requests a minute/);
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

it('no command printed anything that helps to sign in', () => {
  expect(scene.secrets.length).toBeGreaterThan(3);
  expect(scene.printedSecrets()).toEqual([]);
});

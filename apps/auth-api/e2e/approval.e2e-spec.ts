import type { MeAnswer, Problem, VerifyOtpAnswer } from '@app/contract';
import { bearer, newOwner, requestCode, useProduct } from '@app/testing';
import { approvedChallenge, freshPhone, MANY_REQUESTS, requestAndReceive } from './codes';
import { Listener } from './listener';

/** Requests go to the first instance, streams and exchanges to the second. */
const product = useProduct({ apis: 2, env: MANY_REQUESTS });

async function exchange(body: object, query = '', headers: Record<string, string> = {}) {
  const answer = await fetch(`${product.apis[1]!.url}/api/auth/verify-otp${query}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { answer, body: (await answer.json()) as VerifyOtpAnswer & Problem };
}

describe('an approval', () => {
  it('comes with every request: two digits for the page and a secret of 128 bits', async () => {
    const owner = await newOwner(product);
    const answers = await Promise.all(
      [owner.phone, freshPhone()].map((phone) => requestCode(product, phone)),
    );
    for (const { approval } of answers) {
      expect(approval.number).toMatch(/^\d\d$/);
      expect(Buffer.from(approval.secret, 'base64url')).toHaveLength(16);
    }
    expect(answers[0]!.approval.secret).not.toBe(answers[1]!.approval.secret);
  });

  it('reaches the page through its stream, and opens a session at any instance', async () => {
    const owner = await newOwner(product);
    const { challengeId, approval } = await approvedChallenge(product, owner);
    const page = await Listener.open(product.apis[1]!.url, challengeId);
    await page.waitForStatus('approved');
    const { answer, body } = await exchange({ challengeId, approvalSecret: approval.secret });
    expect({ status: answer.status, isNewShop: body.isNewShop }).toEqual({ status: 200, isNewShop: true });
    await page.waitForEnd();
    expect(page.statuses).toEqual(['approved', 'verified']);
    const me = await product.get<MeAnswer>('/api/auth/me', bearer(body.accessToken));
    expect(me.body.shop.phone).toBe(owner.phone);
  });

  it('gives the refresh token as a cookie to a page that asks for it', async () => {
    const { challengeId, approval } = await approvedChallenge(product, await newOwner(product));
    const { answer, body } = await exchange(
      { challengeId, approvalSecret: approval.secret },
      '?transport=cookie',
      { Origin: product.apis[1]!.url },
    );
    expect(answer.status).toBe(200);
    expect(body).not.toHaveProperty('refreshToken');
    expect(answer.headers.get('set-cookie')).toContain('__Host-otp_refresh=');
  });

  it('is of no use to another page, and each wrong secret is an attempt', async () => {
    const owner = await newOwner(product);
    const { challengeId } = await approvedChallenge(product, owner);
    const other = await requestAndReceive(product, owner);
    const asked = { challengeId, approvalSecret: other.approval.secret };
    for (const attemptsLeft of [2, 1, 0]) {
      const { answer, body } = await exchange(asked);
      expect([answer.status, body.code, body.attemptsLeft]).toEqual([401, 'code_wrong', attemptsLeft]);
    }
    expect((await exchange(asked)).body.code).toBe('attempts_exhausted');
  });

  it.each([
    [{ approvalSecret: '' }, 'approvalSecret'],
    [{ approvalSecret: 'x'.repeat(65) }, 'approvalSecret'],
    [{ approvalSecret: 7 }, 'approvalSecret'],
  ])('with %j is refused and costs no attempt', async (fields, path) => {
    const { challengeId, approval } = await approvedChallenge(product, await newOwner(product));
    const { answer, body } = await exchange({ challengeId, ...fields });
    expect([answer.status, body.code]).toEqual([400, 'body_invalid']);
    expect(body.errors).toContainEqual(expect.objectContaining({ path }));
    expect((await exchange({ challengeId, approvalSecret: approval.secret })).answer.status).toBe(200);
  });
});

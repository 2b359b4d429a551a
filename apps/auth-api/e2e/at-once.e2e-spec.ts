import type { Tokens, VerifyOtpAnswer } from '@app/contract';
import { asOwner, type BodyTokens } from '@app/testing';
import { Attack } from './attack';
import { bodyOf, outcomeOf, type Reply } from './http-call';

const FIRST_SIGN_INS = 50;
const SESSIONS_PER_SHOP = 10;

let attack: Attack;
let usedOwners = 0;

beforeAll(async () => {
  attack = await Attack.start({ owners: 20 });
});

afterAll(async () => {
  await attack?.stop();
});

const nextOwner = () => attack.owners[usedOwners++]!;
const rows = <Row extends object>(sql: string, parameters: readonly unknown[]): Promise<Row[]> =>
  asOwner<Row>(attack.product.database.url, sql, parameters);
const atOnce = <T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));
const countOf = (replies: readonly Reply[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const outcome of replies.map(outcomeOf)) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
};

describe('right codes', () => {
  it('posted a hundred times at once over two APIs open one session', async () => {
    const { challengeId, code } = await attack.codeFor(nextOwner());
    const replies = await atOnce(100, () => attack.verify({ challengeId, code }));
    expect(countOf(replies)).toEqual({ 200: 1, challenge_gone: 99 });
    const sessions = await rows('select id from sessions where challenge_id = $1', [challengeId]);
    expect(sessions).toHaveLength(1);
  });

  it('of fifty challenges of a new phone create one shop and ten sessions', async () => {
    const owner = nextOwner();
    const { phone } = owner;
    const codes = await atOnce(FIRST_SIGN_INS, () => attack.codeFor(owner));
    const replies = await Promise.all(codes.map((code) => attack.verify(code)));
    expect(countOf(replies)).toEqual({ 200: FIRST_SIGN_INS });
    const answers = replies.map((reply) => bodyOf<BodyTokens<VerifyOtpAnswer>>(reply));
    expect(new Set(answers.map(({ shop }) => shop.id)).size).toBe(1);
    expect(answers.filter(({ isNewShop }) => isNewShop)).toHaveLength(1);
    expect(await rows('select id from shops where phone = $1', [phone])).toHaveLength(1);

    const shopId = answers[0]!.shop.id;
    const all = await rows<{ revoked_at: Date | null }>('select * from sessions where shop_id = $1', [
      shopId,
    ]);
    expect(all).toHaveLength(FIRST_SIGN_INS);
    expect(all.filter(({ revoked_at }) => revoked_at === null)).toHaveLength(SESSIONS_PER_SHOP);
    const seen = await Promise.all(answers.map(({ accessToken }) => attack.me(accessToken)));
    expect(seen.filter((outcome) => outcome === 200)).toHaveLength(SESSIONS_PER_SHOP);
  });
});

/** The new refresh token, which is the same in all answers. */
function successorOf(replies: readonly Reply[]): string {
  expect(countOf(replies)).toEqual({ 200: replies.length });
  const successors = new Set(replies.map((reply) => bodyOf<BodyTokens<Tokens>>(reply).refreshToken));
  expect(successors.size).toBe(1);
  return [...successors][0]!;
}

describe('a refresh token', () => {
  it('used twenty times at once over two APIs has one successor', async () => {
    const { refreshToken, accessToken } = await attack.signIn(nextOwner());
    const successor = successorOf(await atOnce(20, () => attack.refresh(refreshToken)));
    expect(successor).not.toBe(refreshToken);
    expect(await attack.me(accessToken)).toBe(200);
  });

  it('used by two tabs again and again has one successor each time', async () => {
    const { refreshToken, accessToken } = await attack.signIn(nextOwner());
    const generations = [refreshToken];
    for (let round = 0; round < 10; round++) {
      const current = generations.at(-1)!;
      const next = successorOf(await atOnce(20, () => attack.refresh(current)));
      // The other tab still has the former token.
      expect(successorOf(await atOnce(20, () => attack.refresh(current)))).toBe(next);
      generations.push(next);
    }
    expect(new Set(generations).size).toBe(generations.length);
    expect(await attack.me(accessToken)).toBe(200);
  });
});

import { exportJWK, generateKeyPair, type JSONWebKeySet, type JWK } from 'jose';
import { KeySet } from './key-set.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

let made = 0;

async function newKey(): Promise<JWK & { kid: string }> {
  const { publicKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(publicKey)), kid: `key-${++made}`, use: 'sig', alg: 'ES256' };
}

/** An API whose keys can be replaced and that can go away, a clock that the test sets, and a key set that knows both. */
function world(...published: JWK[]) {
  let now = 0;
  let keys: JSONWebKeySet | undefined = { keys: published };
  let loads = 0;
  const load = (): Promise<JSONWebKeySet> => {
    loads += 1;
    return keys === undefined ? Promise.reject(new Error('the API is away')) : Promise.resolve(keys);
  };
  const keySet = new KeySet(load, () => now);
  return {
    publish: (...next: JWK[]) => void (keys = { keys: next }),
    goAway: () => void (keys = undefined),
    pass: (ms: number) => void (now += ms),
    loads: () => loads,
    find: (kid?: string) =>
      keySet.find({ alg: 'ES256', ...(kid !== undefined && { kid }) }, { payload: '', signature: '' }),
    /** @returns the code of the refusal, or undefined if the key was found */
    async refusal(kid?: string): Promise<string | undefined> {
      return this.find(kid).then(
        () => undefined,
        (error: { code: string }) => error.code,
      );
    },
  };
}

const UNKNOWN = 'ERR_JWKS_NO_MATCHING_KEY';

describe('the keys of the API', () => {
  it('are loaded once for many tokens at once, and again after five minutes', async () => {
    const key = await newKey();
    const api = world(key);
    await Promise.all(Array.from({ length: 50 }, () => api.find(key.kid)));
    expect(api.loads()).toBe(1);
    api.pass(5 * MINUTE - 1);
    await api.find(key.kid);
    expect(api.loads()).toBe(1);
    api.pass(1);
    await api.find(key.kid);
    expect(api.loads()).toBe(2);
  });

  it('include a new one as soon as a token names it', async () => {
    const [former, next] = [await newKey(), await newKey()];
    const api = world(former);
    await api.find(former.kid);
    api.publish(next, former);
    await expect(api.find(next.kid)).resolves.toBeDefined();
    await expect(api.find(former.kid)).resolves.toBeDefined();
    expect(api.loads()).toBe(2);
  });

  it('no longer include a removed one after five minutes', async () => {
    const [former, next] = [await newKey(), await newKey()];
    const api = world(former);
    await api.find(former.kid);
    api.publish(next);
    api.pass(5 * MINUTE);
    expect(await api.refusal(former.kid)).toBe(UNKNOWN);
  });

  it('are not found for a token that names none, even if there is only one', async () => {
    const key = await newKey();
    const api = world(key);
    expect(await api.refusal()).toBe(UNKNOWN);
    expect(api.loads()).toBe(0);
  });

  it('are loaded few times for a flood of tokens with unknown keys, and a new key is still found within ten seconds', async () => {
    const [former, next] = [await newKey(), await newKey()];
    const api = world(former);
    await api.find(former.kid);
    for (let left = 1_000; left > 0; left--) expect(await api.refusal(`forged-${left}`)).toBe(UNKNOWN);
    expect(api.loads()).toBe(1 + 3);

    api.publish(next, former);
    for (let passed = 0; passed < 10; passed++) {
      for (let left = 100; left > 0; left--) await api.refusal(`forged-${passed}-${left}`);
      expect(api.loads()).toBe(1 + 3);
      api.pass(SECOND);
    }
    await api.find(next.kid);
    expect(api.loads()).toBe(1 + 3 + 1);
  });

  it('are used for a day while the API is away, without a wait and with at most one load a second', async () => {
    const key = await newKey();
    const api = world(key);
    await api.find(key.kid);
    api.goAway();
    api.pass(5 * MINUTE);
    for (let left = 100; left > 0; left--) await api.find(key.kid);
    expect(api.loads()).toBe(2);
    api.pass(SECOND);
    await api.find(key.kid);
    expect(api.loads()).toBe(3);
    expect(await api.refusal('unknown')).toBe('keys_unavailable');

    api.pass(DAY - 5 * MINUTE - SECOND);
    expect(await api.refusal(key.kid)).toBe('keys_unavailable');
    api.publish(key);
    api.pass(SECOND);
    await expect(api.find(key.kid)).resolves.toBeDefined();
  });

  it('are unavailable until the first load succeeds, with at most one load a second', async () => {
    const key = await newKey();
    const api = world();
    api.goAway();
    const refusals = await Promise.all(Array.from({ length: 50 }, () => api.refusal(key.kid)));
    expect(new Set(refusals)).toEqual(new Set(['keys_unavailable']));
    expect(await api.refusal(key.kid)).toBe('keys_unavailable');
    expect(api.loads()).toBe(1);
    api.publish(key);
    api.pass(SECOND);
    await expect(api.find(key.kid)).resolves.toBeDefined();
  });
});

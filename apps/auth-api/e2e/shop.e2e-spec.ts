import {
  type EraseCodeAnswer,
  eraseCodeAnswer,
  type Problem,
  type Shop,
  shop as shopSchema,
} from '@app/contract';
import { codeOf, type SimulatedPerson } from '@app/simulator';
import { asOwner, bearer, linkPhone, newOwner, receiveCodeOf, signIn, until, useProduct } from '@app/testing';
import { requestAndReceive, wrongCodeFor } from './codes';

const product = useProduct({ apis: 2 });

const patch = (token: string, body: unknown) =>
  product.patch<Shop & Problem>('/api/shop', body, bearer(token));

describe('the shop', () => {
  it('can be read and changed by its owner', async () => {
    const { accessToken, shop } = await signIn(product, await newOwner(product));
    const shown = await product.get<Shop>('/api/shop', bearer(accessToken));
    expect(shopSchema.strict().parse(shown.body)).toEqual(shop);
    const changes = { name: '  Чайхана № 1 ', language: 'kk', currency: 'UZS', timezone: 'Asia/Tashkent' };
    const changed = await patch(accessToken, changes);
    expect(changed).toMatchObject({ status: 200, body: { ...shop, ...changes, name: 'Чайхана № 1' } });
    expect((await patch(accessToken, {})).body).toEqual(changed.body);
    expect((await patch(accessToken, { name: '' })).body.name).toBe('');
  });

  it.each([
    ['name', { name: 'x'.repeat(101) }, /100/],
    ['name', { name: null }, /./],
    ['name', { name: 'a\u0000b' }, /управляющих/],
    ['name', { name: 'Лавка\u202e' }, /управляющих/],
    ['name', { name: 'две\nстроки' }, /управляющих/],
    ['language', { language: 'de' }, /ru/],
    ['currency', { currency: 'TENGE' }, /KZT/],
    ['currency', { currency: 'kzt' }, /KZT/],
    ['timezone', { timezone: 'Almaty' }, /Asia\/Almaty/],
    ['timezone', { timezone: '+05:00' }, /Asia\/Almaty/],
    ['', { plan: 'pro' }, /plan/],
    ['', { phone: '+77010000000', name: 'x' }, /phone/],
  ])('refuses a change of %j to %j', async (path, body, words) => {
    const { accessToken, shop } = await signIn(product, await newOwner(product));
    const answer = await patch(accessToken, body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'body_invalid', errors: [{ path }] } });
    expect(answer.body.errors![0]!.message).toMatch(words);
    expect((await product.get<Shop>('/api/shop', bearer(accessToken))).body).toEqual(shop);
  });
});

describe('erasing a shop', () => {
  const eraseCode = (token: string) =>
    product.post<EraseCodeAnswer & Problem>('/api/shop/erase-code', undefined, bearer(token));
  const erase = (token: string, body: object) => product.delete<Problem>('/api/shop', bearer(token), body);

  async function eraseCodeFor(person: SimulatedPerson, token: string) {
    const { status, body, headers } = await eraseCode(token);
    expect(status).toBe(202);
    expect(headers.get('ratelimit')).toContain('"phone-minute";r=');
    expect(eraseCodeAnswer.strict().parse(body)).toEqual(body);
    const { challengeId } = body;
    return { challengeId, code: codeOf(await receiveCodeOf(person, challengeId))! };
  }

  it('takes a code that names its purpose, and deletes all personal data', async () => {
    const person = await newOwner(product);
    const other = await signIn(product, await newOwner(product));
    const { accessToken, shop } = await signIn(product, person);
    const body = await eraseCodeFor(person, accessToken);
    const message = await receiveCodeOf(person, body.challengeId);
    expect(message.text).toMatch(/УДАЛИТ ваш магазин/);
    expect((await erase(accessToken, body)).status).toBe(204);
    expect((await product.get<Problem>('/api/shop', bearer(accessToken))).body.code).toBe('token_invalid');
    await person.waitForMessage(
      (candidate) => candidate.messageId === message.messageId && /магазин удалён/.test(candidate.text),
    );
    for (const [table, column, value] of [
      ['shops', 'id', shop.id],
      ['sessions', 'shop_id', shop.id],
      ['activity', 'shop_id', shop.id],
      ['telegram_accounts', 'phone', person.phone],
    ] as const) {
      const rows = await asOwner(product.database.url, `select from ${table} where ${column} = $1`, [value]);
      expect({ table, rows }).toEqual({ table, rows: [] });
    }
    expect((await product.get('/api/shop', bearer(other.accessToken))).status).toBe(200);

    await linkPhone(person);
    expect((await signIn(product, person)).isNewShop).toBe(true);
  });

  it('is refused with a code for another purpose or another session', async () => {
    const person = await newOwner(product);
    const [one, two] = [await signIn(product, person), await signIn(product, person)];
    const mine = await eraseCodeFor(person, one.accessToken);
    expect((await erase(two.accessToken, mine)).body.code).toBe('challenge_gone');
    expect((await product.post<Problem>('/api/auth/verify-otp', mine)).body.code).toBe('challenge_gone');
    expect((await product.delete<Problem>('/api/shop', {}, mine)).body.code).toBe('token_invalid');

    const { challengeId, code } = await requestAndReceive(product, person);
    expect((await erase(one.accessToken, { challengeId, code })).body.code).toBe('challenge_gone');
    expect((await erase(one.accessToken, { ...mine, code: '12 34' })).body.code).toBe('body_invalid');
    expect((await erase(one.accessToken, mine)).status).toBe(204);
    expect((await product.get('/api/shop', bearer(two.accessToken))).status).toBe(401);
  });

  it('is refused after three wrong codes, and after "it was not me"', async () => {
    const person = await newOwner(product);
    const { accessToken } = await signIn(product, person);
    const guessed = await eraseCodeFor(person, accessToken);
    const wrong = wrongCodeFor(guessed.code);
    for (const attemptsLeft of [2, 1, 0])
      expect((await erase(accessToken, { ...guessed, code: wrong })).body).toMatchObject({
        code: 'code_wrong',
        attemptsLeft,
      });
    expect((await erase(accessToken, guessed)).body.code).toBe('attempts_exhausted');

    const refused = await eraseCodeFor(person, accessToken);
    const before = person.messages.at(-1)!.messageId;
    person.press('Это не я');
    await person.waitForMessage(/магазин не удалён.*выполнен выход/s, { after: before });
    // "It was not me" has also ended the session.
    expect((await erase(accessToken, refused)).body.code).toBe('token_invalid');
    const shops = await asOwner(product.database.url, 'select from shops where phone = $1', [person.phone]);
    expect(shops).toHaveLength(1);
    await until(() => person.messages.every((message) => codeOf(message) !== refused.code));
  });

  it('happens once when it is requested twenty times at once on two instances', async () => {
    const person = await newOwner(product);
    const { accessToken } = await signIn(product, person);
    const body = JSON.stringify(await eraseCodeFor(person, accessToken));
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        fetch(`${product.apis[i % 2]!.url}/api/shop`, {
          method: 'DELETE',
          headers: { ...bearer(accessToken), 'Content-Type': 'application/json' },
          body,
        }),
      ),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 204)).toHaveLength(1);
    expect(statuses.filter((status) => status !== 204).every((status) => [401, 410].includes(status))).toBe(
      true,
    );
  });
});

import type { Problem } from '@app/contract';
import { codeOf, type SimulatedPerson } from '@app/simulator';
import { linkPhone, newOwner, Product, receiveCode, receiveCodeOf, requestCode, signIn } from '@app/testing';
import { freshPhone, MANY_REQUESTS, wrongCodeFor } from './codes';
import { Listener, PublishedChanges, expectRefusal } from './listener';

let product: Product;
let changes: PublishedChanges;

/** Requests go to the first instance, and streams are opened at the second. */
beforeAll(async () => {
  product = await Product.start({ apis: 2, env: MANY_REQUESTS });
  changes = await PublishedChanges.subscribe(product);
});

afterAll(async () => {
  changes?.stop();
  await product?.stop();
});

const stranger = (): SimulatedPerson => product.telegram.person({ firstName: 'Boris', phone: freshPhone() });

const verify = (challengeId: string, code: string) =>
  product.post<Problem>('/api/auth/verify-otp', { challengeId, code });

const openSecond = (challengeId: string) => Listener.open(product.apis[1]!.url, challengeId);

/** A page requests a code, and opens a stream at the second instance. */
async function openPage({ phone }: { phone: string }) {
  const { challengeId, telegram } = await requestCode(product, phone);
  return { challengeId, link: telegram.link, page: await openSecond(challengeId) };
}

/** Does the same for a linked phone, and waits until its code was sent to the chat and `challenge.changed` was published. */
async function openPageWithCode(owner: SimulatedPerson) {
  const opened = await openPage(owner);
  const code = codeOf(await receiveCodeOf(owner, opened.challengeId))!;
  await changes.waitFor(opened.challengeId, 1);
  return { ...opened, code };
}

async function exhaust(challengeId: string, code = ''): Promise<void> {
  for (let left = 3; left > 0; left--)
    expect((await verify(challengeId, wrongCodeFor(code))).body.code).toBe('code_wrong');
}

const replace = (replaces: string) =>
  product.post('/api/auth/request-otp', { phone: freshPhone(), replaces });

describe('a page receives', () => {
  it('each step of a person who opens the link, shares the contact and types the code', async () => {
    const person = stranger();
    const { page, link, challengeId } = await openPage(person);
    await page.waitForStatus('pending');
    person.openLink(link);
    await page.waitForStatus('opened');
    person.shareContact();
    const code = await receiveCode(person);
    await page.waitForStatus('sent');
    expect((await verify(challengeId, code)).status).toBe(200);
    await page.waitForEnd();
    expect(page.statuses).toEqual(['pending', 'opened', 'sent', 'verified']);
  });

  it('each step of an owner who opens the link after the code has arrived', async () => {
    const person = await newOwner(product);
    const { page, link, challengeId, code } = await openPageWithCode(person);
    person.openLink(link);
    await page.waitForStatus('sent');
    await verify(challengeId, code);
    await page.waitForEnd();
    expect(page.statuses.join()).toMatch(/^pending,(opened,)?sent,verified$/);
  });

  it('the current status first', async () => {
    const person = await newOwner(product);
    const { link, challengeId } = await openPageWithCode(person);
    person.openLink(link);
    await person.waitForMessage(/он выше/);
    const late = await Listener.open(product.api.url, challengeId);
    await late.waitForStatus('sent');
    late.disconnect();
    expect(late.statuses).toEqual(['sent']);
  });

  it('each change once, at every instance', async () => {
    const person = stranger();
    const { page, link, challengeId } = await openPage(person);
    const pages = [page, await Listener.open(product.api.url, challengeId)];
    for (let i = 0; i < 3; i++) person.openLink(link);
    person.shareContact();
    await verify(challengeId, await receiveCode(person));
    for (const each of pages) {
      await each.waitForEnd();
      expect(new Set(each.statuses).size).toBe(each.statuses.length);
      expect(each.statuses.at(-1)).toBe('verified');
    }
  });

  it.each<[string, (challengeId: string) => Promise<unknown>]>([
    ['the last wrong code', (challengeId) => exhaust(challengeId)],
    ['another request of the same page', (challengeId) => replace(challengeId)],
  ])('closed after %s', async (_, end) => {
    const { page, challengeId } = await openPage(stranger());
    await page.waitForStatus('pending');
    await end(challengeId);
    await page.waitForEnd();
    expect(page.statuses).toEqual(['pending', 'closed']);
  });

  it('closed after "it was not me", if the owner has opened the link', async () => {
    const person = await newOwner(product);
    const { page, link } = await openPageWithCode(person);
    person.openLink(link);
    await page.waitForStatus('sent');
    await person.press('Это не я').answered();
    await page.waitForEnd();
    expect(page.statuses.at(-1)).toBe('closed');
  });

  it('closed after the phone was linked to another account', async () => {
    const person = await newOwner(product);
    const { page, link } = await openPageWithCode(person);
    person.openLink(link);
    await page.waitForStatus('sent');
    await linkPhone(
      product.telegram.person({ firstName: 'Next', phone: person.phone, id: person.id + 500_000_000 }),
    );
    await page.waitForEnd();
    expect(page.statuses.at(-1)).toBe('closed');
  });
});

describe('a stranger is not told', () => {
  it('that a code was pushed to a linked phone', async () => {
    const { page, challengeId, code } = await openPageWithCode(await newOwner(product));
    await verify(challengeId, code);
    await page.waitForEnd();
    expect(page.statuses).toEqual(['pending', 'verified']);
  });

  it('that the owner refused a code before opening the link', async () => {
    const person = await newOwner(product);
    const { page, challengeId, code } = await openPageWithCode(person);
    await person.press('Это не я').answered();
    await changes.waitFor(challengeId, 2);
    const late = await openSecond(challengeId);
    await late.waitForStatus('pending');
    await exhaust(challengeId, code);
    for (const each of [page, late]) {
      await each.waitForEnd();
      expect(each.statuses).toEqual(['pending', 'closed']);
    }
  });

  it('whether the phone is linked, even after opening the link in Telegram', async () => {
    const known = await newOwner(product);
    const received = await Promise.all(
      [await openPageWithCode(known), await openPage(stranger())].map(async ({ page, link, challengeId }) => {
        for (const other of [stranger(), await newOwner(product)]) {
          other.openLink(link);
          await other.waitForMessage(/ждут код|другой номер/);
          await page.waitForStatus('opened');
        }
        const late = await Listener.open(product.api.url, challengeId);
        await exhaust(challengeId);
        await Promise.all([page.waitForEnd(), late.waitForEnd()]);
        return [page.withoutComments, late.withoutComments];
      }),
    );
    expect(received[0]).toEqual(received[1]);
    expect(received[0]!.join('')).not.toContain('sent');
  });
});

describe('the answer challenge_gone', () => {
  it.each(['x', '17'.repeat(17), `00${'0'.repeat(32)}`, '%F0%9F%98%80'])(
    'is sent for the unknown id %s',
    async (id) => {
      const { answer, body } = await expectRefusal(product.api.url, id);
      expect([answer.status, body.code]).toEqual([410, 'challenge_gone']);
      expect(answer.headers.get('x-accel-buffering')).toBeNull();
    },
  );

  it('is sent for a used, exhausted or replaced challenge', async () => {
    const used = await signIn(product, await newOwner(product));
    const exhausted = await requestCode(product, freshPhone());
    await exhaust(exhausted.challengeId);
    const replaced = await requestCode(product, freshPhone());
    await replace(replaced.challengeId);
    for (const { challengeId } of [used, exhausted, replaced])
      expect((await expectRefusal(product.apis[1]!.url, challengeId)).body.code).toBe('challenge_gone');
  });
});

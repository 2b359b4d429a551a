import { type ChatMessage, codeOf } from '@app/simulator';
import { linkPhone, receiveCode, signIn } from '@app/testing';
import { codeMessages, reply, textsAfter, useScene } from './scene';

const scene = useScene();

describe('another account that shares a linked phone', () => {
  it('takes the phone over, and the former account is notified and signed out', async () => {
    const former = await scene.owner();
    const { accessToken } = await signIn(scene.product, former);
    const pushed = await scene.receiveCode(former);
    const asked = codeOf(await reply(former, '/code', /ваш код для входа/))!;

    const next = scene.otherAccountOf(former);
    next.start();
    await next.waitForMessage(/Здравствуйте/);
    const shared = next.tap('📱 Поделиться номером');
    const answer = await next.waitForMessage(/номер привязан/, { after: shared });
    expect(answer.text).toContain('другому аккаунту Telegram');
    const notification = await former.waitForMessage(/Ваш номер привязали к другому аккаунту/);
    expect(notification.text).toMatch(/оператору связи.*\/start/s);

    expect(await scene.accounts()).toMatchObject([{ telegram_id: String(next.id), phone: former.phone }]);
    expect(await scene.me(accessToken)).toBe('token_invalid');
    expect(await scene.verify(pushed, pushed.code)).toBe('code_wrong');
    expect(await scene.verify({ phone: former.phone }, asked)).toBe('code_wrong');
    await scene.telegram.waitFor(() => codeMessages(former).length === 0);
    await scene.allHandled(next);
    expect(scene.codesSentTo(next)).toEqual([]);
  });

  it('gets all later codes', async () => {
    const former = await scene.owner();
    const next = scene.otherAccountOf(former);
    await linkPhone(next);
    const notification = await former.waitForMessage(/Ваш номер привязали/);

    const request = await scene.requestCode(next.phone);
    const code = await receiveCode(next);
    former.openLink(request.telegram.link);
    await reply(former, '/code', /Сначала поделитесь/);
    await reply(former, former.phone, /кто угодно/);
    await scene.allHandled(former);
    expect(codeMessages(former)).toEqual([]);
    expect(textsAfter(former, notification).join()).not.toContain(code);
    expect(await scene.verify(request, code)).toBe(200);
  });

  it('does not get a code that was sent to the former account', async () => {
    const former = await scene.owner();
    const request = await scene.receiveCode(former);
    const next = scene.otherAccountOf(former);
    next.openLink(request.telegram.link);
    await next.waitForMessage(/На странице входа ждут код/);
    await next.waitForMessage(/номер привязан/, { after: next.shareContact() });
    await scene.allHandled(next);
    expect(scene.codesSentTo(next)).toEqual([]);
    expect(await scene.verify(request, request.code)).toBe('code_wrong');
  });

  it('loses the phone when the former account shares it again', async () => {
    const former = await scene.owner();
    const next = scene.otherAccountOf(former);
    await linkPhone(next);
    await former.waitForMessage(/Ваш номер привязали/);
    former.start();
    await former.waitForMessage(/номер привязан/, { after: former.shareContact() });
    await next.waitForMessage(/Ваш номер привязали/);
    await scene.receiveCode(former);
    expect(scene.codesSentTo(next)).toEqual([]);
  });
});

describe('a phone that four accounts share at once', () => {
  it('ends with one of them, and each former holder is notified once', async () => {
    const first = await scene.owner();
    const others = [1, 2, 3, 4].map((n) =>
      scene.telegram.person({ firstName: 'Вера', phone: first.phone, id: first.id + 600_000_000 + n }),
    );
    for (const person of others) person.shareContact();
    await Promise.all(others.map((person) => person.waitForMessage(/номер привязан/)));
    await Promise.all([first, ...others].map((person) => scene.allHandled(person)));
    const [holder] = (await scene.accounts()).filter(({ phone }) => phone === first.phone);
    const former = [first, ...others].filter(({ id }) => id !== Number(holder!.telegram_id));
    expect(former).toHaveLength(4);
    const isTold = ({ text }: ChatMessage): boolean => /Ваш номер привязали к другому аккаунту/.test(text);
    await Promise.all(former.map((person) => person.waitForMessage(isTold)));
    await scene.eventsHandled();
    expect(former.map(({ messages }) => messages.filter(isTold).length)).toEqual([1, 1, 1, 1]);
    expect(others.find(({ id }) => id === Number(holder!.telegram_id))!.messages.filter(isTold)).toEqual([]);
  });
});

describe('an account that has a phone and shares another one', () => {
  it('keeps its phone and its codes until it agrees to the change', async () => {
    const owner = await scene.owner();
    const former = owner.phone;
    const request = await scene.receiveCode(owner);
    owner.changePhone(scene.freshPhone());
    const parked = await scene.requestCode(owner.phone);
    await owner.waitForMessage(/^Сменить номер\?/, { after: owner.shareContact() });

    await scene.allHandled(owner);
    expect(await scene.accountOf(owner)).toMatchObject({ phone: former });
    expect(scene.codesSentTo(owner)).toEqual([request.code]);
    expect(await scene.verify(parked, '000000')).toBe('code_wrong');
    expect(await scene.verify(request, request.code)).toBe(200);
  });

  it('does not affect the holder of that phone before', async () => {
    const [owner, holder] = [await scene.owner(), await scene.owner()];
    const { accessToken } = await signIn(scene.product, holder);
    const request = await scene.receiveCode(holder);
    owner.sendContact({ phone_number: holder.phone });
    await owner.waitForMessage(/^Сменить номер\?/);

    await scene.allHandled(owner);
    expect(await scene.accountOf(holder)).toMatchObject({ phone: holder.phone });
    expect(await scene.me(accessToken)).toBe(200);
    expect(await scene.verify(request, request.code)).toBe(200);
  });

  it('gets the codes of the new phone after /stop', async () => {
    const owner = await scene.owner();
    owner.changePhone(scene.freshPhone());
    await reply(owner, '/stop', /Отвязать/);
    owner.press('Да, отвязать');
    await owner.waitForMessage(/Номер отвязан/);
    await owner.waitForMessage(/номер привязан/, { after: owner.tap('📱 Поделиться номером') });
    expect(await scene.accountOf(owner)).toMatchObject({ phone: owner.phone });
    await scene.receiveCode(owner);
  });
});

import { codeOf, type SimulatedPerson } from '@app/simulator';
import { receiveCode, signIn } from '@app/testing';
import { codeMessages, edited, makeOlder, reply, withoutButtons, useScene } from './scene';

const scene = useScene();

const requestInBot = async (owner: SimulatedPerson): Promise<string> =>
  codeOf(await reply(owner, '/code', /ваш код для входа/))!;

describe('/stop', () => {
  it('changes nothing when the owner answers no', async () => {
    const owner = await scene.owner();
    const request = await scene.receiveCode(owner);
    await reply(owner, '/stop', /Отвязать ваш номер/);
    const pressed = owner.press('Нет, оставить');
    await pressed.answered();
    await owner.waitForMessage(/всё осталось как было/);
    expect(await scene.accountOf(owner)).toBeDefined();
    expect(await scene.verify(request, request.code)).toBe(200);
  });

  it('unlinks the phone and closes its codes when the owner answers yes', async () => {
    const owner = await scene.owner();
    const request = await scene.receiveCode(owner);
    const asked = await requestInBot(owner);
    await reply(owner, '/stop', /Отвязать ваш номер/);
    await owner.press('Да, отвязать').answered();
    await owner.waitForMessage(/Номер отвязан/);

    expect(await scene.accountOf(owner)).toBeUndefined();
    expect(await scene.verify(request, request.code)).toBe('code_wrong');
    expect(await scene.verify({ phone: owner.phone }, asked)).toBe('code_wrong');
    await scene.telegram.waitFor(() => codeMessages(owner).length === 0);
    await reply(owner, '/code', /Сначала поделитесь/);

    const parked = await scene.requestCode(owner.phone);
    await scene.eventsHandled();
    expect(scene.codesSentTo(owner)).toEqual([request.code, asked]);
    const shared = owner.shareContact();
    expect(await scene.verify(parked, await receiveCode(owner, shared.messageId))).toBe(200);
  });

  it('signs the shop out on all devices, as its question says', async () => {
    const owner = await scene.owner();
    const tokens = [(await scene.signIn(owner)).accessToken, (await scene.signIn(owner)).accessToken];
    const question = await reply(owner, '/stop', /на всех устройствах вход завершится/);
    await owner.press('Да, отвязать', question).answered();
    await owner.waitForMessage(/Номер отвязан, на всех устройствах выполнен выход/);
    for (const token of tokens) expect(await scene.me(token)).toBe('token_invalid');
    expect((await scene.activityOf(owner)).slice(-3).sort()).toEqual([
      ...['session_ended', 'session_ended', 'telegram_unlinked'],
    ]);
  });

  it('unlinks once when yes is pressed twice, and says to both that it is done', async () => {
    const owner = await scene.owner();
    await scene.signIn(owner);
    await reply(owner, '/stop', /Отвязать ваш номер/);
    owner.press('Да, отвязать');
    owner.press('Да, отвязать');
    const first = await owner.waitForMessage(/^Номер отвязан/);
    await owner.waitForMessage(/^Номер отвязан/, { after: first });
    expect((await scene.activityOf(owner)).filter((event) => event === 'telegram_unlinked')).toHaveLength(1);
    await reply(owner, '/stop', /К этому чату номер не привязан/);
  });

  it('acts on no button of a question that is answered', async () => {
    const owner = await scene.owner();
    const question = await reply(owner, '/stop', /Отвязать ваш номер/);
    await owner.press('Нет, оставить', question).answered();
    await owner.waitForMessage(/всё осталось как было/);
    await withoutButtons(owner, question);
    const late = await owner.press('stop:yes', question).answered();
    expect(late.text).toBe('На этот вопрос уже есть ответ');
    await scene.allHandled(owner);
    expect(await scene.accountOf(owner)).toBeDefined();
  });

  it('answers a stranger that no phone is linked', async () => {
    await reply(scene.stranger(), '/stop', /не привязан/);
  });
});

describe('/logout_all', () => {
  const ask = (owner: SimulatedPerson) => reply(owner, '/logout_all', /^Выйти на всех устройствах/);
  const confirm = async (owner: SimulatedPerson, wanted: RegExp) => {
    const question = await ask(owner);
    await owner.press('Да, выйти везде', question).answered();
    return owner.waitForMessage(wanted, { after: question });
  };

  it('ends every session of the shop and closes its codes when the owner answers yes', async () => {
    const owner = await scene.owner();
    const tokens = [(await scene.signIn(owner)).accessToken, (await scene.signIn(owner)).accessToken];
    const request = await scene.receiveCode(owner);
    const question = await ask(owner);
    for (const token of tokens) expect(await scene.me(token)).toBe(200);

    await owner.press('Да, выйти везде', question).answered();
    await owner.waitForMessage(/вышли на 2 устройствах/, { after: question });
    for (const token of tokens) expect(await scene.me(token)).toBe('token_invalid');
    expect(await scene.verify(request, request.code)).toBe('code_wrong');
    await edited(owner, request.message, /больше не действует/);
    expect((await signIn(scene.product, owner)).isNewShop).toBe(false);
  });

  it('changes nothing when the owner answers no', async () => {
    const owner = await scene.owner();
    const { accessToken } = await scene.signIn(owner);
    const request = await scene.receiveCode(owner);
    const question = await ask(owner);
    await owner.press('Нет, остаться', question).answered();
    await owner.waitForMessage(/вход остаётся на всех устройствах/);
    expect(await scene.me(accessToken)).toBe(200);
    expect(await scene.verify(request, request.code)).toBe(200);
  });

  it('does not end a later session when yes is pressed twice', async () => {
    const owner = await scene.owner();
    await scene.signIn(owner);
    const question = await ask(owner);
    await owner.press('Да, выйти везде', question).answered();
    await owner.waitForMessage(/вышли на 1 устройстве/, { after: question });
    await withoutButtons(owner, question);
    const { accessToken } = await scene.signIn(owner);
    const late = await owner.press('logout:yes', question).answered();
    expect(late.text).toBe('На этот вопрос уже есть ответ');
    await scene.allHandled(owner);
    expect(await scene.me(accessToken)).toBe(200);
  });

  it('asks again when its question is more than ten minutes old', async () => {
    const owner = await scene.owner();
    const { accessToken } = await scene.signIn(owner);
    const question = await ask(owner);
    makeOlder(question, 601);
    await owner.press('Да, выйти везде', question).answered();
    await owner.waitForMessage(/^Выйти на всех устройствах/, { after: question });
    expect(await scene.me(accessToken)).toBe(200);
  });

  it('says that no device is signed in', async () => {
    await confirm(await scene.owner(), /не вошли ни на одном/);
    await reply(scene.stranger(), '/logout_all', /Сначала поделитесь/);
  });
});

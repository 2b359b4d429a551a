import type { SimulatedPerson } from '@app/simulator';
import { linkPhone } from '@app/testing';
import { codeMessages, type CodeRequest, lastIdOf, useScene } from './scene';

const VICTIM = '+77011234567';

const scene = useScene();
let victim: SimulatedPerson;
let parked: CodeRequest;

beforeAll(async () => {
  victim = scene.stranger('Анна', VICTIM);
  parked = await scene.requestCode(VICTIM);
});

type Attack = (attacker: SimulatedPerson) => void;

/** Opens the victim's link as another account, shares a false contact and expects this explanation. */
async function expectRefusal(attack: Attack, explanation: RegExp): Promise<void> {
  const attacker = scene.stranger();
  attacker.openLink(parked.telegram.link);
  await attacker.waitForMessage(/На странице входа ждут код/);
  const before = lastIdOf(attacker);
  attack(attacker);
  await attacker.waitForMessage(explanation, { after: before });
  await scene.allHandled(attacker);
}

describe('a contact that does not prove the phone', () => {
  afterEach(async () => {
    expect(await scene.accounts()).toEqual([]);
    expect(scene.telegram.people.flatMap((person) => scene.codesSentTo(person))).toEqual([]);
  });

  it('is refused when it comes from the address book', () =>
    expectRefusal((attacker) => attacker.sendContactOf(victim, { forwarded: false }), /чужой контакт/));

  it('is refused when it has no Telegram account', () =>
    expectRefusal(
      (attacker) => attacker.sendContact({ phone_number: VICTIM, user_id: null }),
      /нет аккаунта Telegram/,
    ));

  it('is refused when it was forwarded from its owner', () =>
    expectRefusal((attacker) => attacker.sendContactOf(victim, { forwarded: true }), /переслали/));

  it('is refused when it was forwarded with the id of the sender', () =>
    expectRefusal(
      (attacker) => attacker.sendContact({ phone_number: VICTIM, forwarded: true }),
      /переслали/,
    ));

  it('is refused when it was sent via another bot', () =>
    expectRefusal(
      (attacker) => attacker.sendContact({ phone_number: VICTIM, viaBot: true }),
      /через другого бота/,
    ));

  it.each([
    '1234567;phone-context=+7701',
    '+77011234567 ext. 5',
    '+77011234567;ext=5',
    'мой номер +77011234567, спасибо',
    'tel:+77011234567',
    '＋７７０１１２３４５６７',
    '+7701１234567',
    '8 701 123 45 67',
    '+7 701 123',
    '',
  ])('is refused when its number is %j', (phone_number) =>
    expectRefusal((attacker) => attacker.sendContact({ phone_number }), /Не получается прочитать номер/),
  );

  it('leaves the waiting code to the owner of the phone', async () => {
    expect(await scene.verify(parked, '000000')).toBe('code_wrong');
    victim.openLink(parked.telegram.link);
    await victim.waitForMessage(/На странице входа ждут код/);
    expect(codeMessages(victim)).toEqual([]);
    expect(await scene.verify(parked, '111111')).toBe('code_wrong');
  });
});

describe('a person’s own contact', () => {
  it('links the phone and brings the code that waited for it', async () => {
    await linkPhone(victim);
    await victim.waitForMessage(/код для входа/);
    const [code] = scene.codesSentTo(victim);
    expect(await scene.verify(parked, code!)).toBe(200);
    expect(await scene.accounts()).toMatchObject([
      { telegram_id: String(victim.id), phone: VICTIM, blocked_at: null },
    ]);
  });

  it.each([
    ['without a plus', (phone: string) => phone.slice(1)],
    ['with a plus', (phone: string) => phone],
    ['with spaces and dashes', (phone: string) => phone.replace(/^(\+7)(...)(...)(..)/, '$1 ($2) $3-$4-')],
  ])('links the phone when its number is written %s', async (_, format) => {
    const person = scene.stranger();
    const sent = person.sendContact({ phone_number: format(person.phone) });
    await person.waitForMessage(/номер привязан/, { after: sent });
    expect(await scene.accountOf(person)).toMatchObject({ phone: person.phone });
  });

  it('can be shared again', async () => {
    const owner = await scene.owner();
    await owner.waitForMessage(/номер привязан/, { after: owner.shareContact() });
    expect(await scene.accountOf(owner)).toMatchObject({ phone: owner.phone });
    await scene.receiveCode(owner);
  });
});

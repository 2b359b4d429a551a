import { codeOf } from '@app/simulator';
import { until } from '@app/testing';
import { codeMessages, edited, reply, useScene } from './scene';

// Long enough for a busy machine to send the code before it expires.
const scene = useScene({ env: { OTP_TTL_SECONDS: '10' } });

/** The first status that the event stream of a challenge sends. */
async function statusOf(challengeId: string): Promise<string> {
  const answer = await fetch(`${scene.product.api.url}/api/auth/challenges/${challengeId}/events`);
  if (answer.status !== 200) return ((await answer.json()) as { code: string }).code;
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  let received = '';
  while (!/data: .*\n/.test(received)) received += (await reader.read()).value ?? '';
  await reader.cancel();
  return (JSON.parse(/data: (.*)\n/.exec(received)![1]!) as { status: string }).status;
}

describe('an approval', () => {
  it('signs in a page that comes back after the code has expired, once', async () => {
    const owner = await scene.owner();
    const [approved, unapproved] = [await scene.receiveCode(owner), await scene.requestCode(owner.phone)];
    const answer = owner.reply(approved.message, approved.approval.number);
    await owner.waitForMessage(/Вход подтверждён/, { after: answer });
    const expiresAt = Date.parse(unapproved.expiresAt);
    await until(() => Date.now() > expiresAt, { what: 'the end of both codes' });
    await until(async () => (await statusOf(unapproved.challengeId)) === 'challenge_gone');
    expect(await statusOf(approved.challengeId)).toBe('approved');
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => scene.exchange(approved)));
    expect(outcomes.filter((outcome) => outcome === 200)).toHaveLength(1);
    expect(new Set(outcomes)).toEqual(new Set([200, 'challenge_gone']));
    expect(await scene.exchange(unapproved)).toBe('challenge_gone');
  });
});

describe('an expired code', () => {
  it('is removed from the chat and no longer valid', async () => {
    const owner = await scene.owner();
    const { message, code, ...request } = await scene.receiveCode(owner);
    expect(message.text).toContain('Действует меньше минуты.');
    const after = await edited(owner, message, /Срок действия этого кода истёк/);
    expect(after.text).not.toContain(code);
    expect(after.replyMarkup).toBeUndefined();
    expect(await scene.verify(request, code)).toBe('challenge_gone');
  });

  it('is removed from the chat when it was requested there', async () => {
    const owner = await scene.owner();
    const message = await reply(owner, '/code', /ваш код для входа/);
    await edited(owner, message, /Срок действия этого кода истёк/);
    expect(await scene.verify({ phone: owner.phone }, codeOf(message)!)).toBe('code_wrong');
  });

  it('is not sent to a person who shares the contact later', async () => {
    const person = scene.stranger();
    const request = await scene.requestCode(person.phone);
    person.openLink(request.telegram.link);
    await person.waitForMessage(/На странице входа ждут код/);
    await until(async () => (await scene.verify(request, '000000')) === 'challenge_gone');

    const shared = person.shareContact();
    await person.waitForMessage(/номер привязан/, { after: shared });
    await scene.allHandled(person);
    expect(codeMessages(person)).toEqual([]);
    await reply(person, `/start ${request.linkToken}`, /ссылка больше не действует/);
    await reply(scene.stranger(), `/start ${request.linkToken}`, /ссылка больше не действует/);
  });
});

import { request } from 'node:http';
import { callBot, startSimulator } from '../spec/bot-client';
import { TelegramSimulator } from '../telegram-simulator';

describe('the chat page', () => {
  let simulator: TelegramSimulator;

  beforeEach(async () => {
    simulator = await startSimulator();
  });

  afterEach(() => simulator.stop());

  const write = async (path: string, body: object = {}) => {
    const headers = { 'content-type': 'application/json' };
    const options = { method: 'POST', headers, body: JSON.stringify(body) };
    const response = await fetch(`${simulator.url}/chat/${path}`, options);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const newPerson = async (firstName: string, phone: string) => {
    const { id } = (await write('people', { firstName, phone })).body;
    return id as number;
  };

  it.each(['/', '/?start=abc', '/otp_test_bot?start=abc', '/?person=1', '/page/chat.js', '/page/theme.css'])(
    'serves %s with a strict content security policy',
    async (path) => {
      const response = await fetch(`${simulator.url}${path}`);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; script-src 'self'/,
      );
    },
  );

  it.each(['/page/..%2findex.ts', '/page/nothing.js', '/other_bot'])('does not serve %s', async (path) => {
    expect((await fetch(`${simulator.url}${path}`)).status).toBe(404);
  });

  it.each(['//', '/page/..%5cx', '/page/%00', '/%', '/bot%zz/getMe', '/page/../../x'])(
    'answers 404 for the raw path %s',
    async (path) => {
      const { hostname, port } = new URL(simulator.url);
      const status = await new Promise((resolve, reject) => {
        request({ hostname, port, path }, (answer) => resolve(answer.resume().statusCode))
          .on('error', reject)
          .end();
      });
      expect(status).toBe(404);
    },
  );

  it('acts for a person who starts, presses, shares, forwards and blocks', async () => {
    const id = await newPerson('Алия', '+77010000001');
    const other = await newPerson('Борис', '+77010000002');
    await write(`people/${id}/start`, { payload: 'abc' });
    const reply_markup = { inline_keyboard: [[{ text: 'Да', callback_data: 'yes' }]] };
    await callBot(simulator, 'sendMessage', { chat_id: id, text: 'Вы?', reply_markup });
    const chat = await (await fetch(`${simulator.url}/chat/people/${id}`)).json();
    expect(chat).toMatchObject({ firstName: 'Алия', messages: [{ text: '/start abc' }, { text: 'Вы?' }] });
    await write(`people/${id}/press`, { messageId: 2, data: 'yes' });
    await write(`people/${id}/contact`);
    await write(`people/${id}/contact-of`, { personId: other, forwarded: true });
    await write(`people/${id}/block`);
    expect(simulator.pendingUpdates).toMatchObject([
      { message: { text: '/start abc' } },
      { callback_query: { data: 'yes' } },
      { message: { contact: { user_id: id } } },
      { message: { contact: { user_id: other }, forward_origin: { type: 'user' } } },
      { my_chat_member: { new_chat_member: { status: 'kicked' } } },
    ]);
    expect((await write(`people/${id}/say`, { text: 'hello' })).status).toBe(409);
  });

  it('answers a message, and changes the language of the app', async () => {
    const id = await newPerson('Алия', '+77010000001');
    await write(`people/${id}/start`);
    await callBot(simulator, 'sendMessage', {
      chat_id: id,
      text: 'Вы?',
      reply_markup: { force_reply: true },
    });
    const chat = async () => (await fetch(`${simulator.url}/chat/people/${id}`)).json();
    expect(await chat()).toMatchObject({ forcedReply: { messageId: 2 }, waitingUpdates: 1 });
    await write(`people/${id}/say`, { text: 'Я', replyTo: 2 });
    await write(`people/${id}/language`, { languageCode: 'kk' });
    expect(simulator.pendingUpdates.at(-1)).toMatchObject({
      message: { text: 'Я', reply_to_message: { message_id: 2 } },
    });
    expect(await chat()).toMatchObject({ languageCode: 'kk' });
    expect((await write(`people/${id}/say`, { text: 'Я', replyTo: 99 })).status).toBe(409);
    expect((await write(`people/${id}/language`, { languageCode: '<b>' })).status).toBe(400);
  });

  it.each([
    ['people', { firstName: 'Алия' }, 400],
    ['people', { firstName: 'Алия', phone: 'abc' }, 400],
    ['people/42/say', { text: 'hello' }, 404],
    ['people/42/fly', {}, 404],
    ['faults', { kind: '418' }, 400],
  ])('refuses POST /chat/%s of %j', async (path, body, status) => {
    expect((await write(path, body)).status).toBe(status);
  });

  it('refuses a new person with the phone of another', async () => {
    const id = await newPerson('Алия', '+7 (701) 000-00-01');
    const refused = await write('people', { firstName: 'Борис', phone: '77010000001' });
    expect(refused.status).toBe(409);
    expect(refused.body['error']).toContain('Алия');
    expect(simulator.people.map(({ profile }) => profile)).toMatchObject([
      { id, firstName: 'Алия', phone: '+77010000001' },
    ]);
  });

  it('adds faults and clears them', async () => {
    await write('faults', { kind: '429', retryAfter: 3, times: 2 });
    expect(simulator.pendingFaults).toEqual([{ kind: '429', retryAfter: 3, times: 2 }]);
    await write('faults/clear');
    expect(simulator.pendingFaults).toEqual([]);
  });

  it('streams changes as they happen', async () => {
    const aliya = simulator.person({ firstName: 'Алия', phone: '+77010000001' });
    const leave = new AbortController();
    const response = await fetch(`${simulator.url}/chat/events`, { signal: leave.signal });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    aliya.say('hello');
    let received = '';
    while (!received.includes('"chat"')) received += (await reader?.read())?.value ?? '';
    expect(received).toContain(`data: {"type":"chat","chatId":${aliya.id}}`);
    leave.abort();
  });

  it('refuses foreign host names and form posts', async () => {
    expect(await statusFor('evil.example')).toBe(403);
    expect(await statusFor('localhost:80')).toBe(200);
    expect(await statusFor('[::1]:80')).toBe(200);
    const form = { method: 'POST', body: new URLSearchParams({ firstName: 'x', phone: '+77010000001' }) };
    expect((await fetch(`${simulator.url}/chat/people`, form)).status).toBe(415);
    expect(simulator.people).toHaveLength(0);
  });

  const statusFor = (host: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const call = request(`${simulator.url}/chat/state`, { headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      call.once('error', reject);
      call.end();
    });
});

import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callBot, startSimulator } from './spec/bot-client';
import { receiveWebhooks } from './spec/webhook-receiver';

describe('the data file', () => {
  let folder: string;
  let dataFile: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'simulator-'));
    dataFile = join(folder, 'made', 'telegram.json');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('keeps people, chats, commands and pending updates over a restart', async () => {
    const before = await startSimulator({ dataFile });
    const aliya = before.person({ firstName: 'Алия', phone: '+77010000001' });
    aliya.start();
    const commands = [{ command: 'code', description: 'Код' }];
    await callBot(before, 'setMyCommands', { commands });
    const sent = { chat_id: aliya.id, text: 'Код', entities: [{ type: 'code', offset: 0, length: 3 }] };
    await callBot(before, 'sendMessage', sent);
    const pending = before.pendingUpdates;
    await before.stop();

    const after = await startSimulator({ dataFile });
    const again = after.person({ firstName: 'Алия', phone: '+77010000001' });
    expect(again.id).toBe(aliya.id);
    expect(again.messages).toEqual(aliya.messages);
    expect(after.pendingUpdates).toEqual(pending);
    expect((await callBot(after, 'getMyCommands')).result).toEqual(commands);
    again.say('next');
    expect(after.pendingUpdates[1]?.update_id).toBe((pending[0]?.update_id ?? 0) + 1);
    expect(again.messages.map(({ messageId }) => messageId)).toEqual([1, 2, 3]);
    await after.stop();
    expect(readdirSync(join(folder, 'made'))).toEqual(['telegram.json']);
  });

  it('keeps the webhook, which receives the missed updates after a restart', async () => {
    let isUp = false;
    const receiver = await receiveWebhooks((_r, response) => void response.writeHead(isUp ? 200 : 503).end());
    const before = await startSimulator({ dataFile });
    await callBot(before, 'setWebhook', { url: receiver.url });
    before.person({ firstName: 'Алия', phone: '+77010000001' }).say('missed');
    await before.waitFor(() => before.pendingUpdates.length === 1);
    await before.stop();
    isUp = true;
    const after = await startSimulator({ dataFile });
    await after.waitFor(() => after.pendingUpdates.length === 0);
    expect(receiver.texts().at(-1)).toBe('missed');
    await after.stop();
    await receiver.close();
  });

  it('is named in the error if it cannot be read', async () => {
    const broken = join(folder, 'broken.json');
    writeFileSync(broken, '{');
    await expect(startSimulator({ dataFile: broken })).rejects.toThrow(broken);
  });
});

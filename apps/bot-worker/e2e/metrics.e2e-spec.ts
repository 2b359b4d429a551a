import { asOwner, BOT_TOKEN, until } from '@app/testing';
import { reply, useScene } from './scene';
import { fetchMetrics, logged } from './workers';

const METRICS_TOKEN = 'the token of the metrics of this worker';
const TTL_SECONDS = 15;

const scene = useScene({
  env: { METRICS_TOKEN, OTP_TTL_SECONDS: String(TTL_SECONDS), OTP_FAILURES_PER_DAY: '1' },
});

const read = (token: string) => fetchMetrics(scene.product.workers.at(-1)!, token);

/** @returns the value of a metric whose labels include the given ones; 0 if there is none */
async function sample(name: string, labels = ''): Promise<number> {
  const text = await (await read(METRICS_TOKEN)).text();
  const line = text
    .split('\n')
    .find((candidate) => candidate.startsWith(`${name}{`) && candidate.includes(labels));
  return line === undefined ? 0 : Number(line.split(' ').at(-1));
}

const becomes = (value: number, name: string, labels?: string) =>
  until(async () => (await sample(name, labels)) === value, {
    what: `${name} ${labels ?? ''} to be ${value}`,
  });

it('metrics can be read only with their token', async () => {
  expect((await read('x')).status).toBe(401);
  expect((await read(METRICS_TOKEN)).status).toBe(200);
});

it('metrics count the outcomes of codes, updates and calls, and show which worker polls', async () => {
  const [owner, refused, unlucky] = [await scene.owner(), await scene.owner(), await scene.owner()];
  scene.telegram.failNext({ kind: '403', chatId: refused.id });
  scene.telegram.failNext({ kind: '502', chatId: unlucky.id });
  await scene.receiveCode(owner);
  await scene.receiveCode(unlucky);
  await scene.requestCode(refused.phone);
  await scene.requestCode(scene.stranger().phone);

  const deliveries = 'otpravka_code_deliveries_total';
  await becomes(2, deliveries, 'outcome="sent"');
  await becomes(1, deliveries, 'outcome="retried"');
  await becomes(1, deliveries, 'outcome="failed"');
  await becomes(1, deliveries, 'outcome="parked"');
  await becomes(5, 'otpravka_code_claims_total');
  await becomes(2, 'otpravka_code_delivery_seconds_count');
  // The edits of two messages wait until their codes expire.
  await until(async () => (await sample('otpravka_outbox_entries')) >= 2);
  await becomes(1, 'otpravka_polling_lease_held');
  await until(async () => (await sample('otpravka_updates_total', 'outcome="done"')) >= 3);
  await becomes(1, 'otpravka_telegram_calls_total', 'method="sendMessage",result="unreachable"');
  await becomes(1, 'otpravka_telegram_calls_total', 'method="sendMessage",result="passing"');
  await reply(owner, '/help', /одноразовые коды/);
});

it('metrics count unreadable updates, which are not delivered again', async () => {
  const before = await sample('otpravka_updates_total', 'outcome="unreadable"');
  const message = { message_id: 1, date: 0, text: 'x' };
  scene.telegram.pushUpdate({ update_id: 2_000_000_001, message });
  scene.telegram.pushUpdate({ update_id: 2_000_000_002, callback_query: { id: '1', data: 'x' } });
  await scene.updatesConfirmed();
  await becomes(before + 2, 'otpravka_updates_total', 'outcome="unreadable"');
});

it('metrics count each failure of a handler that throws, and the log has nothing of its update', async () => {
  const rename = (from: string, to: string) =>
    asOwner(scene.product.database.url, `alter function ${from} rename to ${to}`);
  const owner = await scene.owner();
  const written = 'Моя тайная записка 481516';
  const before = { again: 0, given_up: 0 };
  for (const outcome of ['again', 'given_up'] as const)
    before[outcome] = await sample('otpravka_updates_total', `outcome="${outcome}"`);
  await rename('telegram_account_by_id', 'telegram_account_by_id_away');
  owner.say(written);
  await scene.updatesConfirmed();
  await rename('telegram_account_by_id_away', 'telegram_account_by_id');

  await becomes(before.again + 4, 'otpravka_updates_total', 'outcome="again"');
  await becomes(before.given_up + 1, 'otpravka_updates_total', 'outcome="given_up"');
  await logged(scene.product.workers, /an update failed/, { times: 5 });
  const output = await logged(scene.product.workers, /an update was given up/);
  for (const secret of ['тайная', '481516', owner.phone.slice(1), owner.profile.firstName])
    expect(output).not.toContain(secret);
  await reply(owner, '/help', /одноразовые коды/);
});

it('metrics show for how long the oldest code has been due, retries included', async () => {
  const owner = await scene.owner();
  scene.telegram.failNext({ kind: '502', chatId: owner.id, times: Infinity });
  await scene.requestCode(owner.phone);
  await until(async () => (await sample('otpravka_outbox_oldest_due_seconds')) > 2, {
    what: 'the age to grow',
  });
  expect(await sample('otpravka_telegram_available')).toBe(1);
  scene.telegram.clearFaults();
  await becomes(0, 'otpravka_outbox_oldest_due_seconds');
});

it('metrics count each foreign webhook that a polling worker has removed', async () => {
  const body = JSON.stringify({ url: 'https://elsewhere.example/secret-path', secret_token: 'theirs' });
  const headers = { 'Content-Type': 'application/json' };
  await fetch(`${scene.telegram.url}/bot${BOT_TOKEN}/setWebhook`, { method: 'POST', headers, body });
  await becomes(1, 'otpravka_webhook_repairs_total', 'reason="unwanted"');
  await reply(await scene.owner(), '/help', /одноразовые коды/);
  const output = await logged(scene.product.workers, /somebody else had set a webhook/);
  expect(output.match(/"level":"warn"[^\n]*somebody else had set a webhook/g)).toHaveLength(1);
  expect(output).not.toContain('secret-path');
});

it('metrics count each phone that a wrong number in Telegram has locked', async () => {
  const owner = await scene.owner();
  const { approval } = await scene.receiveCode(owner);
  await reply(owner, approval.number === '00' ? '01' : '00', /Число не совпало/);
  await becomes(1, 'otpravka_phones_locked_total');
});

it('metrics count codes that expired before a worker started', async () => {
  const owner = await scene.owner();
  await scene.product.workers[0]!.end();
  const request = await scene.requestCode(owner.phone);
  await until(async () => (await scene.verify(request, '000000')) === 'challenge_gone');
  await (await scene.product.addWorker()).ready();
  await becomes(1, 'otpravka_codes_expired_unsent_total');
  await becomes(0, 'otpravka_outbox_due_entries');
  // The edits that became due meanwhile are sent first.
  await becomes(0, 'otpravka_outbox_oldest_due_seconds');
  expect(scene.codesSentTo(owner)).toEqual([]);
});

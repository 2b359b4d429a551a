import { readUpdate, type IncomingUpdate } from './incoming-update';
import { LinkedAllowance } from './linked-allowance';

const ANNA = 7;
const TOKEN = `05${'A'.repeat(22)}`;
let lastId = 0;

function message(more: object, id = ANNA): IncomingUpdate {
  const from = { id, is_bot: false, first_name: 'Anna' };
  const chat = { id, type: 'private' };
  return readUpdate({ update_id: ++lastId, message: { message_id: 3, date: 0, chat, from, ...more } })!;
}
const text = (id = ANNA): IncomingUpdate => message({ text: 'hello' }, id);
const contact = (): IncomingUpdate =>
  message({ contact: { phone_number: '77011234567', user_id: ANNA, first_name: 'A' } });

describe('the updates of a linked account', () => {
  let now: number;
  let allowance: LinkedAllowance;
  beforeEach(() => {
    now = 1_800_000_000_000;
    allowance = new LinkedAllowance(() => now);
  });
  const taken = (count: number, make: () => IncomingUpdate): number =>
    Array.from({ length: count }, make).filter((update) => allowance.take(update)).length;

  it('are sixty at once, for each account, and come back within five minutes', () => {
    expect(taken(100, text)).toBe(60);
    expect(taken(100, () => text(ANNA + 1))).toBe(60);
    now += 50_000;
    expect(taken(100, text)).toBe(10);
    now += 3_600_000;
    expect(taken(100, text)).toBe(60);
  });

  it('count once for an update that is tried again', () => {
    const update = text();
    expect(taken(100, () => update)).toBe(100);
    expect(taken(100, text)).toBe(59);
    const refused = text();
    expect(allowance.take(refused)).toBe(false);
    now += 60_000;
    expect(allowance.take(refused)).toBe(false);
  });

  it('use up nothing that a contact, a link token or /code needs', () => {
    taken(100, text);
    for (const make of [
      contact,
      () => message({ text: `/start ${TOKEN}` }),
      () => message({ text: '/code' }),
    ])
      expect(taken(10, make)).toBe(10);
    expect(taken(1, () => message({ text: '/help' }))).toBe(0);
  });

  it('take no more memory than of ten thousand accounts', () => {
    taken(60, text);
    for (let id = 1_000; id < 11_000; id++) allowance.take(text(id));
    expect(taken(1, text)).toBe(1);
  });
});

import { parseUpdate, type IncomingUpdate } from '../incoming-update';
import { LinkedAllowance } from './linked-allowance';

const ANNA = 7;
const TOKEN = `05${'A'.repeat(22)}`;
let lastId = 0;

function message(more: object, id = ANNA): IncomingUpdate {
  const from = { id, is_bot: false, first_name: 'Anna' };
  const chat = { id, type: 'private' };
  return parseUpdate({ update_id: ++lastId, message: { message_id: 3, date: 0, chat, from, ...more } })!;
}
const text = (id = ANNA): IncomingUpdate => message({ text: 'hello' }, id);
const contact = (): IncomingUpdate =>
  message({ contact: { phone_number: '77011234567', user_id: ANNA, first_name: 'A' } });
const press = (): IncomingUpdate =>
  parseUpdate({
    update_id: ++lastId,
    callback_query: {
      ...{ id: '1', chat_instance: '1', data: 'refuse', from: { id: ANNA, is_bot: false, first_name: 'A' } },
      message: { message_id: 3, date: 0, chat: { id: ANNA, type: 'private' } },
    },
  })!;

describe('the updates of a linked account', () => {
  let now: number;
  let allowance: LinkedAllowance;
  beforeEach(() => {
    now = 1_800_000_000_000;
    allowance = new LinkedAllowance(() => now);
  });
  const isAdmitted = (update: IncomingUpdate): boolean => {
    if (!allowance.isAvailable(update)) return false;
    allowance.consume(update);
    return true;
  };
  const admittedOf = (count: number, make: () => IncomingUpdate): number =>
    Array.from({ length: count }, make).filter(isAdmitted).length;

  it('are limited to sixty in five minutes', () => {
    expect(admittedOf(100, text)).toBe(60);
    expect(admittedOf(100, () => text(ANNA + 1))).toBe(60);
    now += 50_000;
    expect(admittedOf(100, text)).toBe(10);
    now += 3_600_000;
    expect(admittedOf(100, text)).toBe(60);
  });

  it('count only when they are done', () => {
    const inTurns = [text(), text()];
    for (let time = 0; time < 100; time++) expect(allowance.isAvailable(inTurns[time % 2]!)).toBe(true);
    expect(admittedOf(100, text)).toBe(60);
  });

  it('do not use up the allowance of contacts, link tokens, presses and /code', () => {
    admittedOf(100, text);
    for (const make of [
      contact,
      () => message({ text: `/start ${TOKEN}` }),
      () => message({ text: '/code' }),
      press,
    ])
      expect(admittedOf(10, make)).toBe(10);
    expect(admittedOf(1, () => message({ text: '/help' }))).toBe(0);
  });

  it('take memory for ten thousand accounts at most', () => {
    admittedOf(60, text);
    for (let id = 1_000; id < 11_000; id++) allowance.consume(text(id));
    expect(admittedOf(1, text)).toBe(1);
  });
});

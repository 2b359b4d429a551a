import { DatabaseUnavailable } from '@app/database';
import { BotApiError } from '../telegram/bot-api-error';
import { describeFailure, failureOf } from './failure';

const QUOTED = '493817 from 77011234567';

describe('a failure of an update', () => {
  it.each([
    ['by its type', new TypeError(QUOTED), 'TypeError'],
    ['also by its code', Object.assign(new Error(QUOTED), { code: '22P02', detail: QUOTED }), 'Error 22P02'],
    [
      'by the answer of Telegram',
      new BotApiError('refused', 'sendMessage', '400 Bad Request'),
      'sendMessage: 400 Bad Request',
    ],
    ['also when it is no Error', QUOTED, 'string'],
  ])('is logged %s and without what the person wrote', (_, error, reason) => {
    const logged = describeFailure(error);
    expect(logged['reason']).toBe(reason);
    expect(JSON.stringify(logged)).not.toMatch(/493817|77011234567/);
  });

  it('is logged with its stack frames and without its message', () => {
    const { at } = describeFailure(new Error(`first\n    at ${QUOTED}`)) as { at: string[] };
    expect(at[0]).toContain('failure.spec.ts');
    expect(at.join()).not.toContain('493817');
  });

  it.each([
    [new BotApiError('flood', 'sendMessage', '429'), 'waits'],
    [new BotApiError('bad_token', 'sendMessage', '401'), 'waits'],
    [new BotApiError('refused', 'sendMessage', '400'), 'update'],
    [new BotApiError('passing', 'sendMessage', '502'), 'telegram'],
    [new DatabaseUnavailable('Postgres has not been reached yet'), 'waits'],
    [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'waits'],
    [new TypeError('a defect'), 'update'],
  ])('with the error %s has the kind %s', (error, kind) => {
    expect(failureOf(error)).toBe(kind);
  });
});

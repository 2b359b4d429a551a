import { DatabaseAway } from '@app/database';
import { BotApiError } from '../telegram/bot-api-error';
import { canSucceedLater, describeFailure } from './failure';

const QUOTED = '493817 from 77011234567';

describe('a failure of an update', () => {
  it.each([
    ['by its type', new TypeError(QUOTED), 'TypeError'],
    ['by its code, too', Object.assign(new Error(QUOTED), { code: '22P02', detail: QUOTED }), 'Error 22P02'],
    [
      'by what Telegram said',
      new BotApiError('refused', 'sendMessage', '400 Bad Request'),
      'sendMessage: 400 Bad Request',
    ],
    ['though it is no error', QUOTED, 'string'],
  ])('is logged %s, without what its message may quote', (_, error, reason) => {
    const logged = describeFailure(error);
    expect(logged['reason']).toBe(reason);
    expect(JSON.stringify(logged)).not.toMatch(/493817|77011234567/);
  });

  it('names the place, also where the message has lines that look like one', () => {
    const { at } = describeFailure(new Error(`first\n    at ${QUOTED}`)) as { at: string[] };
    expect(at[0]).toContain('failure.spec.ts');
    expect(at.join()).not.toContain('493817');
  });

  it.each([
    [new BotApiError('flood', 'sendMessage', '429'), true],
    [new BotApiError('bad_token', 'sendMessage', '401'), true],
    [new BotApiError('refused', 'sendMessage', '400'), false],
    [new DatabaseAway('Postgres has not been reached yet'), true],
    [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), true],
    [new TypeError('a defect'), false],
  ])('%s may succeed later: %p', (error, isExpected) => {
    expect(canSucceedLater(error)).toBe(isExpected);
  });
});

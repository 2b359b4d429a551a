import type { E164 } from '@app/contract';
import type { CodeTask } from '@app/otp';
import { codeMessage } from './messages';

const NOW = Date.UTC(2026, 0, 1);

const task = (livesMs: number): CodeTask => ({
  kind: 'code',
  entry: { partition: '00', member: 'code:00', isCode: true, isFromEvent: false },
  lease: 'lease',
  leaseEndsAt: new Date(NOW + 15_000),
  failedSends: 0,
  dueAt: new Date(),
  language: 'ru',
  requestId: undefined,
  challengeId: `00${'0'.repeat(32)}`,
  phone: '+77011234567' as E164,
  code: '123456',
  origin: { ip: '<1.2.3.4>', browser: '', system: '' },
  ...{ channel: 'api', purpose: 'sign_in', approvalOffers: [], followsLinking: false },
  expiresAt: new Date(NOW + livesMs),
});

const textAt = (livesMs: number): string => codeMessage('ru', task(livesMs)).text;

describe('a code message', () => {
  beforeAll(() => void jest.useFakeTimers({ now: NOW }));
  afterAll(() => void jest.useRealTimers());

  it.each([
    [1, '1 минуту'],
    [2, '2 минуты'],
    [4, '4 минуты'],
    [5, '5 минут'],
    [10, '10 минут'],
  ])('names a lifetime of %i min in Russian', (minutes, said) => {
    expect(textAt(minutes * 60_000)).toContain(`Действует ${said}.`);
    // The send takes up to a second of the lifetime.
    expect(textAt(minutes * 60_000 - 900)).toContain(`Действует ${said}.`);
  });

  it.each([
    [90_000, 'Действует 1 минуту.'],
    [179_000, 'Действует 3 минуты.'],
    [170_000, 'Действует 2 минуты.'],
    [54_000, 'Действует меньше минуты.'],
    [1_000, 'Действует меньше минуты.'],
  ])('shows a lifetime of %i ms as: %s', (livesMs, said) => {
    expect(textAt(livesMs)).toContain(said);
  });

  it('escapes values from outside', () => {
    expect(textAt(300_000)).toContain('&lt;1.2.3.4&gt;');
  });

  it('keeps the data of its refusal button within the limit of Telegram', () => {
    const { markup } = codeMessage('ru', task(300_000));
    expect(JSON.stringify(markup)).toContain('"copy_text":{"text":"123456"}');
    const [, data] = /"callback_data":"([^"]+)"/.exec(JSON.stringify(markup))!;
    expect(Buffer.byteLength(data!)).toBeLessThanOrEqual(64);
  });
});

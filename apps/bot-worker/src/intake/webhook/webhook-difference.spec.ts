import { differencesOf } from './webhook-difference';

const url = 'https://worker.example/telegram/webhook';
const asSet = {
  url,
  has_custom_certificate: false,
  pending_update_count: 0,
  allowed_updates: ['callback_query', 'edited_message', 'my_chat_member', 'message'],
};
const unauthorized = {
  last_error_date: 1_700_000_100,
  last_error_message: 'Wrong response from the webhook: 401 Unauthorized',
};
const wanted = { url, knownErrorAt: 1_700_000_000 };
const { allowed_updates: _, ...byDefault } = asSet;

describe('a webhook', () => {
  it.each([
    ['as it was set', asSet, []],
    ['with many updates that wait', { ...asSet, pending_update_count: 1_000 }, []],
    ['that is not set', { ...asSet, url: '' }, ['url']],
    ['that leads elsewhere', { ...asSet, url: 'https://elsewhere.example/' }, ['url']],
    [
      'that a later version has set for more updates',
      { ...asSet, allowed_updates: [...asSet.allowed_updates, 'poll'] },
      [],
    ],
    ['with fewer updates', { ...asSet, allowed_updates: ['message'] }, ['allowed_updates']],
    [
      'with other updates',
      { ...asSet, allowed_updates: ['message', 'callback_query', 'poll'] },
      ['allowed_updates'],
    ],
    ['with the updates of the default', byDefault, ['allowed_updates']],
    ['with a certificate of somebody else', { ...asSet, has_custom_certificate: true }, ['certificate']],
    ['that answered 401 since it was set', { ...asSet, ...unauthorized }, ['secret']],
    [
      'that answered 401 before it was set',
      { ...asSet, ...unauthorized, last_error_date: 1_700_000_000 },
      [],
    ],
    [
      'that failed in another way',
      {
        ...asSet,
        ...unauthorized,
        last_error_message: 'Wrong response from the webhook: 503 Service Unavailable',
      },
      [],
    ],
    [
      'that could not be reached',
      { ...asSet, ...unauthorized, last_error_message: 'Connection refused' },
      [],
    ],
    [
      'of somebody else altogether',
      {
        url: 'https://elsewhere.example/',
        has_custom_certificate: true,
        pending_update_count: 0,
        ...unauthorized,
      },
      ['url', 'certificate', 'allowed_updates', 'secret'],
    ],
  ] as const)('%s has the expected differences', (_what, info, differences) => {
    const { allowed_updates, ...rest } = info as typeof asSet;
    const shown = { ...rest, ...(allowed_updates && { allowed_updates: [...allowed_updates] }) };
    expect(differencesOf(shown, wanted)).toEqual(differences);
  });
});

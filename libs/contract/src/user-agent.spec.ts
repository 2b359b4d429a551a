import fc from 'fast-check';
import { clientOf } from './user-agent';

const MOZILLA = 'Mozilla/5.0';
const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';

describe('the browser and the system', () => {
  it.each([
    [
      `${MOZILLA} (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/140.0.0.0 Safari/537.36`,
      'Chrome',
      'Windows',
    ],
    [
      `${MOZILLA} (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0`,
      'Edge',
      'Windows',
    ],
    [
      `${MOZILLA} (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/138.0.0.0 YaBrowser/25.8.0 Safari/537.36`,
      'Яндекс Браузер',
      'Windows',
    ],
    [
      `${MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15`,
      'Safari',
      'macOS',
    ],
    [
      `${MOZILLA} (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1`,
      'Chrome',
      'iPhone',
    ],
    [
      `${MOZILLA} (Linux; Android 15; SM-S931B) ${WEBKIT} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
      'Samsung Internet',
      'Android',
    ],
    [`${MOZILLA} (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0`, 'Firefox', 'Linux'],
    [`${MOZILLA} (X11; Linux x86_64) ${WEBKIT} HeadlessChrome/140.0.0.0 Safari/537.36`, 'Chrome', 'Linux'],
    ['curl/8.5.0', '', ''],
    ['', '', ''],
  ])('of user agent %p are recognised', (userAgent, browser, system) => {
    expect(clientOf(userAgent)).toEqual({ browser, system });
  });

  it('have only names of the closed list', () => {
    const known = new Set([
      '',
      ...'Telegram,Яндекс Браузер,Samsung Internet,Mi Browser,UC Browser,Opera,Vivaldi,Edge,Instagram,Firefox,Chrome,Safari,iPad,iPhone,Android,Windows,ChromeOS,macOS,Linux'.split(
        ',',
      ),
    ]);
    fc.assert(
      fc.property(
        fc.string({ maxLength: 2000 }),
        fc.constantFrom('', 'Chrome/1 ', 'Android ', 'Windows '),
        (noise, sign) => {
          const { browser, system } = clientOf(sign + noise);
          return known.has(browser) && known.has(system);
        },
      ),
    );
  });
});

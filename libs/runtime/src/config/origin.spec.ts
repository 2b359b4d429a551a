import { httpOrigin } from './origin';

describe('an origin', () => {
  it.each([
    ['https://shop.example', 'https://shop.example'],
    ['https://shop.example/', 'https://shop.example'],
    ['HTTPS://Shop.Example', 'https://shop.example'],
    ['https://shop.example:443', 'https://shop.example'],
    ['http://shop.example:80', 'http://shop.example'],
    ['http://shop.example:443', 'http://shop.example:443'],
    ['https://shop.example:8443', 'https://shop.example:8443'],
    ['https://магазин.example', 'https://xn--80aairftm.example'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
    // A host with a final dot is another host.
    ['https://shop.example.', 'https://shop.example.'],
  ])('written as %s is %s', (text, origin) => expect(httpOrigin(text)).toBe(origin));

  it.each([
    ...['', ' ', '*', 'null', 'shop.example', 'https://', 'https://*', 'https://*.example', 'file:///x'],
    ...[
      'https://shop.example/path',
      'https://shop.example?',
      'https://shop.example/?x',
      'https://shop.example/#x',
    ],
    ...[
      'https://user@shop.example',
      'https://user:pw@shop.example',
      'data:text/html,x',
      'blob:https://shop.example/x',
    ],
  ])('cannot be written as %j', (text) => expect(httpOrigin(text)).toBeUndefined());
});

import { Html, htmlText } from './html-text';

describe('a text of the bot', () => {
  it.each([
    ['<b>x</b>', '&lt;b&gt;x&lt;/b&gt;'],
    ['&lt; & "', '&amp;lt; &amp; "'],
    ['{{ip}} $t(bot.help) _*[', '{{ip}} $t(bot.help) _*['],
    ['a\ud800b \udc00', 'a\ufffdb \ufffd'],
    ['😀', '😀'],
    ['\u202eabc\u2069\n\u0000', 'abc'],
    ['متجر', 'متجر'],
  ])('shows the parameter %j as it is', (origin, expected) => {
    expect(htmlText('en', 'bot.code.origin', { origin })).toBe(`Requested from: ${expected}.`);
  });

  it('shows an address in monospace, where Telegram makes no link of it', () => {
    const ip = Html.code('203.0.113.7<b>');
    const origin = Html.text('en', 'bot.origin.device', { device: '<i>', ip });
    expect(htmlText('en', 'bot.code.origin', { origin })).toBe(
      'Requested from: &lt;i&gt;, IP address <code>203.0.113.7&lt;b&gt;</code>.',
    );
  });

  it('keeps its own markup', () => {
    expect(htmlText('en', 'bot.code.title', { code: '123456' })).toContain('<code>123456</code>');
  });
});

import { randomText } from './random';

describe('random text', () => {
  it('is never the same twice, even across two pools', () => {
    const texts = Array.from({ length: 1_000 }, () => randomText(16, 'hex'));
    expect(new Set(texts).size).toBe(1_000);
    expect(texts.every((text) => /^[0-9a-f]{32}$/.test(text))).toBe(true);
  });

  it('has the bytes that were asked for', () => {
    for (const length of [1, 12, 16, 33, 4_096])
      expect(Buffer.from(randomText(length, 'base64url'), 'base64url')).toHaveLength(length);
  });

  it('has every bit about half of the time', () => {
    const ones = new Array<number>(32).fill(0);
    for (let n = 0; n < 10_000; n++) {
      const bits = Number.parseInt(randomText(4, 'hex'), 16);
      for (let bit = 0; bit < 32; bit++) ones[bit]! += (bits >>> bit) & 1;
    }
    // Eight standard deviations: a good generator fails once in 10^13 runs.
    for (const count of ones) expect(Math.abs(count - 5_000)).toBeLessThan(400);
  });
});

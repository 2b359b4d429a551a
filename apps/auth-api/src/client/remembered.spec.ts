import { remembered } from './remembered';

describe('a function with remembered results', () => {
  let reads = 0;
  let read: (text: string) => number;

  beforeEach(() => {
    reads = 0;
    read = remembered((text) => {
      reads += 1;
      return text.length;
    });
  });

  it('reads each text once', () => {
    expect([read('ru'), read('kk-KZ'), read('ru')]).toEqual([2, 5, 2]);
    expect(reads).toBe(2);
  });

  it('reads a text with every header character once', () => {
    const latin1 = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join('');
    expect([read(latin1), read(latin1)]).toEqual([256, 256]);
    expect(reads).toBe(1);
  });

  it('forgets its results when a thousand texts are exceeded', () => {
    for (let index = 0; index < 1_001; index++) read(`text ${index}`);
    read('text 1000');
    expect(reads).toBe(1_001);
    read('text 0');
    expect(reads).toBe(1_002);
  });
});

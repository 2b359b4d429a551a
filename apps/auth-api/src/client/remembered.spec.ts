import { remembered } from './remembered';

describe('a remembered reading', () => {
  let reads = 0;
  let read: (text: string) => number;

  beforeEach(() => {
    reads = 0;
    read = remembered((text) => {
      reads += 1;
      return text.length;
    });
  });

  it('is done once for each text', () => {
    expect([read('ru'), read('kk-KZ'), read('ru')]).toEqual([2, 5, 2]);
    expect(reads).toBe(2);
  });

  it('is done once for a text of any header characters', () => {
    const latin1 = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join('');
    expect([read(latin1), read(latin1)]).toEqual([256, 256]);
    expect(reads).toBe(1);
  });

  it('is forgotten once there are a thousand others', () => {
    for (let index = 0; index < 1_001; index++) read(`text ${index}`);
    read('text 1000');
    expect(reads).toBe(1_001);
    read('text 0');
    expect(reads).toBe(1_002);
  });
});

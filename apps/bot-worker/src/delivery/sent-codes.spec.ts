import { SentCodes } from './sent-codes';

describe('a change of a challenge', () => {
  it('may need an edit by the worker that has sent its code, after the change of the delivery itself', () => {
    const codes = new SentCodes();
    codes.add('a');
    expect([1, 2, 3].map(() => codes.mayNeedEdit('a'))).toEqual([false, true, true]);
  });

  it('needs no edit by a worker that has not sent its code', () => {
    const codes = new SentCodes();
    expect([1, 2].map(() => codes.mayNeedEdit('a'))).toEqual([false, false]);
  });

  it('needs no edit when another event causes it', () => {
    const codes = new SentCodes();
    codes.add('a');
    codes.mayNeedEdit('a');
    codes.forget('a');
    expect(codes.mayNeedEdit('a')).toBe(false);
  });

  it('is remembered for the newest ten thousand codes', () => {
    const codes = new SentCodes();
    for (let i = 0; i <= 10_000; i++) codes.add(String(i));
    const announced = ['0', '1'].map((id) => [codes.mayNeedEdit(id), codes.mayNeedEdit(id)]);
    expect(announced).toEqual([
      [false, false],
      [false, true],
    ]);
  });
});

import fc from 'fast-check';
import { MAX_RETURNED, UpdateWindow } from './update-window';

const range = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i);

const always = (): boolean => true;
const never = (): boolean => false;

describe('the window of updates', () => {
  it('confirms all updates before the first one that is not done', () => {
    const window = new UpdateWindow();
    expect(window.offset).toBe(0);
    expect(window.add([5, 6, 7], never)).toEqual([5, 6, 7]);
    expect(window.offset).toBe(5);
    window.finish(6);
    expect(window.offset).toBe(5);
    window.finish(5);
    expect(window.offset).toBe(7);
    window.finish(7);
    expect(window.offset).toBe(8);
  });

  it('recognises updates of earlier polls', () => {
    const window = new UpdateWindow();
    window.add([5, 6], never);
    window.finish(6);
    expect(window.add([5, 6, 7], never)).toEqual([7]);
    expect(window.offset).toBe(5);
  });

  // Telegram starts with any id after a week without updates (Bot API: Update).
  it('accepts lower ids', () => {
    const window = new UpdateWindow();
    window.add([900], never);
    window.finish(900);
    expect(window.add([7], never)).toEqual([7]);
    window.finish(7);
    expect(window.offset).toBe(8);
  });

  it('confirms a stuck update early, so that later ones arrive', () => {
    const window = new UpdateWindow();
    const pending = range(1, 1_000);
    for (const _ of range(0, 50)) {
      const shown = pending.filter((id) => id >= window.offset).slice(0, MAX_RETURNED);
      // All updates but the first are done at once.
      for (const id of window.add(shown, always)) if (id !== 1) window.finish(id);
    }
    expect(window.offset).toBe(1_001);
  });

  it('confirms no unfinished update while half of the answer is new', () => {
    const window = new UpdateWindow();
    const first = range(1, MAX_RETURNED);
    window.add(first, always);
    for (const id of first.slice(50)) window.finish(id);
    expect(window.offset).toBe(1);
    window.add(first, always);
    expect(window.offset).toBe(51 + 50);
  });

  it('stops at an update that must not be lost', () => {
    const window = new UpdateWindow();
    const first = range(1, MAX_RETURNED);
    window.add(first, never);
    for (const _ of range(0, 20)) expect(window.add(first, never)).toEqual([]);
    expect(window.offset).toBe(1);
    window.add(first, (id) => id !== 11);
    expect(window.offset).toBe(11);
    window.finish(11);
    expect(window.offset).toBe(12);
  });

  it('confirms no unfinished update while the window has room, in any order of completion', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: 10 }), fc.array(fc.nat({ max: 40 }), { maxLength: 10 })), {
          maxLength: 30,
        }),
        (polls) => {
          const window = new UpdateWindow();
          const [waiting, brought] = [new Set<number>(), new Set<number>()];
          let newest = 0;
          for (const [count, done] of polls) {
            newest = Math.min(newest + count, MAX_RETURNED - 1);
            const shown = range(1, newest).filter((id) => id >= window.offset);
            for (const id of window.add(shown, always)) {
              expect(brought.has(id)).toBe(false);
              brought.add(id);
              waiting.add(id);
            }
            for (const id of done) if (waiting.delete(id)) window.finish(id);
            for (const id of waiting) expect(window.offset).toBeLessThanOrEqual(id);
          }
          expect(brought.size).toBe(newest);
          for (const id of waiting) window.finish(id);
          expect(window.offset).toBe(newest === 0 ? 0 : newest + 1);
        },
      ),
    );
  });
});

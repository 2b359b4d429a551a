import { StepHistory } from './step-history.ts';

/** The part of the browser's history that the class uses. */
class Entries {
  private readonly states: unknown[] = [null];
  private index = 0;

  get state(): unknown {
    return this.states[this.index];
  }

  get count(): number {
    return this.states.length;
  }

  pushState(state: unknown): void {
    this.states.splice(++this.index, Infinity, state);
  }

  replaceState(state: unknown): void {
    this.states[this.index] = state;
  }

  go(by: -1 | 1): void {
    this.index += by;
  }

  /** As in a browser, nothing changes before the next task. */
  back(): void {
    setTimeout(() => this.go(-1));
  }
}

describe('the steps in the browser history', () => {
  it('go back from the code to the phone, and forward again', () => {
    const entries = new Entries();
    const steps = new StepHistory(entries);
    expect(steps.current).toBeUndefined();
    steps.pushCode();
    expect(steps.current).toBe('code');
    entries.go(-1);
    expect(steps.current).toBe('phone');
    entries.go(1);
    expect(steps.current).toBe('code');
  });

  it('get no second entry when the page is reloaded at the code step', () => {
    const entries = new Entries();
    new StepHistory(entries).pushCode();
    new StepHistory(entries).pushCode();
    expect(entries.count).toBe(2);
  });

  it('do not go back to a code that was used', () => {
    const entries = new Entries();
    const steps = new StepHistory(entries);
    steps.pushCode();
    steps.replaceWithPhone();
    expect(steps.current).toBe('phone');
  });

  it('go back once when Back is pressed twice, and once more after the next code', () => {
    jest.useFakeTimers();
    const entries = new Entries();
    entries.pushState(null);
    const steps = new StepHistory(entries);
    for (const _ of [1, 2]) {
      steps.pushCode();
      steps.back();
      steps.back();
      jest.runAllTimers();
      expect(steps.current).toBe('phone');
    }
    jest.useRealTimers();
  });

  it('ignore the state of another script', () => {
    const entries = new Entries();
    entries.replaceState({ theirs: 1 });
    expect(new StepHistory(entries).current).toBeUndefined();
  });
});

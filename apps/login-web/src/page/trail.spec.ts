import { Trail } from './trail';

/** As much of a browser's history as one tab needs. */
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
}

describe('the steps in the history of the browser', () => {
  it('lead back from the code to the phone, and forward again', () => {
    const entries = new Entries();
    const trail = new Trail(entries);
    expect(trail.here).toBeUndefined();
    trail.toCode();
    expect(trail.here).toBe('code');
    entries.go(-1);
    expect(trail.here).toBe('phone');
    entries.go(1);
    expect(trail.here).toBe('code');
  });

  it('stay as many when the page is loaded anew at the code step', () => {
    const entries = new Entries();
    new Trail(entries).toCode();
    new Trail(entries).toCode();
    expect(entries.count).toBe(2);
  });

  it('do not lead back to a code that was used', () => {
    const entries = new Entries();
    const trail = new Trail(entries);
    trail.toCode();
    trail.toPhone();
    expect(trail.here).toBe('phone');
  });

  it('leave the marks of others alone', () => {
    const entries = new Entries();
    entries.replaceState({ theirs: 1 });
    expect(new Trail(entries).here).toBeUndefined();
  });
});

import { Listeners } from './listeners.ts';

describe('listeners', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('are all called although one throws, whose error is reported as uncaught', () => {
    const called: string[] = [];
    const listeners = new Listeners<[string]>();
    listeners.add(() => {
      throw new Error('a defect of the page');
    });
    listeners.add((value) => called.push(value));
    listeners.call('a change');
    expect(called).toEqual(['a change']);
    expect(() => jest.runAllTimers()).toThrow('a defect of the page');
  });

  it('are called once for each time they were added, until they are removed', () => {
    const listener = jest.fn();
    const listeners = new Listeners<[]>();
    const off = listeners.add(listener);
    listeners.add(listener);
    listeners.call();
    off();
    listeners.call();
    expect(listener).toHaveBeenCalledTimes(3);
  });
});

import { Bell } from '../world/bell';
import { LongPolls } from './long-polls';
import { UpdateQueue } from './update-queue';

describe('a long poll without updates', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('ends with an empty list when its timeout is over, and no sooner', async () => {
    const bell = new Bell();
    const polls = new LongPolls(new UpdateQueue(bell), bell);
    const ended = jest.fn();
    const poll = polls.poll({ offset: 0, limit: 100, timeoutSeconds: 30 }, new AbortController().signal);
    void poll.then(ended);
    await jest.advanceTimersByTimeAsync(29_999);
    expect(ended).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1);
    await expect(poll).resolves.toEqual([]);
  });
});

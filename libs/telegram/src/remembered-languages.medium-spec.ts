import { RememberedLanguages } from './remembered-languages';
import { useRedisStore } from './spec/redis-store';

describe('the languages that the bot remembers of people without a shop', () => {
  const redis = useRedisStore();
  let languages: RememberedLanguages;
  beforeEach(() => (languages = new RememberedLanguages(redis.store)));

  it('are those of the last choice and of the last page, for each person', async () => {
    await languages.remember(1, 'chosen', 'kk');
    await languages.remember(1, 'recent', 'ru');
    await languages.remember(1, 'recent', 'uz');
    await languages.remember(2, 'recent', 'en');
    await expect(languages.read(1)).resolves.toEqual({ chosen: 'kk', recent: 'uz' });
    await expect(languages.read(2)).resolves.toEqual({ chosen: undefined, recent: 'en' });
    await expect(languages.read(3)).resolves.toEqual({ chosen: undefined, recent: undefined });
  });

  it('are forgotten after a day', async () => {
    await languages.remember(1, 'chosen', 'kk');
    const [key] = await redis.store.client.keys(redis.store.key('language', '*'));
    const leftSeconds = await redis.store.client.ttl(key!);
    expect(leftSeconds).toBeGreaterThan(23 * 3_600);
    expect(leftSeconds).toBeLessThanOrEqual(24 * 3_600);
  });
});

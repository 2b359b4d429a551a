import { redisConnector, RedisStore } from '@app/redis';
import { randomNamespace, testRedisUrl } from '@app/testing';

/** Opens a Redis namespace of its own before each test of a `describe`. @returns a getter for the running test */
export function useRedisStore(): { readonly store: RedisStore } {
  let store: RedisStore;
  beforeEach(async () => {
    store = new RedisStore(redisConnector({ url: testRedisUrl(), isCluster: false })(), randomNamespace());
    await store.onModuleInit();
  });
  afterEach(() => store.onApplicationShutdown());
  return {
    get store() {
      return store;
    },
  };
}

import type { RequestOtpAnswer } from '@app/contract';
import {
  bearer,
  newOwner,
  Product,
  RedisMonitor,
  requestCode,
  type SentCommand,
  signIn,
  testRedisUrl,
  until,
} from '@app/testing';
import { approvedChallenge, freshPhone, requestAndReceive } from './codes';

let product: Product;
/** The address from which the API sends its commands. */
let api: string;

beforeAll(async () => {
  product = await Product.start({ env: { OTP_IP_PER_MINUTE: '1000', OTP_IP_PER_HOUR: '1000' } });
  const monitor = await RedisMonitor.on(testRedisUrl());
  await requestCode(product, freshPhone());
  const isRequest = ({ name, args }: SentCommand): boolean =>
    name.startsWith('eval') && args.includes(`${product.namespace}.otp.requested`);
  api = (await until(() => monitor.seen.find(isRequest))).source;
  monitor.close();
});

afterAll(async () => {
  await product?.stop();
});

const publishedOn = (channel: string, { seen }: RedisMonitor): Promise<SentCommand> =>
  until(() =>
    seen.find(({ name, args }) => name === 'publish' && args[0] === `${product.namespace}.${channel}`),
  );

/**
 * The commands that the API sent to Redis during the work: each is a round trip. A script is followed by the number of commands
 * that it ran.
 */
async function commandsOf(work: () => Promise<unknown>, lastEvent?: string): Promise<string[]> {
  const monitor = await RedisMonitor.on(testRedisUrl());
  try {
    // The readiness check sends a command. When it is recorded, all earlier commands of the API are recorded too.
    await product.get('/health/ready');
    await monitor.caughtUp();
    monitor.seen.length = 0;
    await work();
    if (lastEvent !== undefined) await publishedOn(lastEvent, monitor);
    await monitor.caughtUp();
    return describeCommands(monitor.seen);
  } finally {
    monitor.close();
  }
}

/** Redis runs one script at a time, so the commands of a script directly follow its call. */
function describeCommands(seen: readonly SentCommand[]): string[] {
  const described: string[] = [];
  seen.forEach(({ name, source }, index) => {
    if (source !== api) return;
    const following = seen.slice(index + 1);
    const end = following.findIndex((command) => command.source !== 'lua');
    const inScript = end === -1 ? following.length : end;
    described.push(name === 'evalsha' ? `script of ${inScript}` : name);
  });
  return described;
}

describe('the commands that the API sends to Redis', () => {
  it('for request-otp are two scripts', async () => {
    const person = await newOwner(product);
    await signIn(product, person);
    const sent = await commandsOf(() => requestCode(product, person.phone));
    // One of them reads how long the former challenge of the phone lives.
    expect(sent).toEqual(['script of 6', 'script of 13']);
  });

  it('for request-otp that replaces a challenge are as many, with two events', async () => {
    const phone = freshPhone();
    const { challengeId } = await requestCode(product, phone);
    const replace = { phone, replaces: challengeId };
    const sent = await commandsOf(() => product.post('/api/auth/request-otp', replace), 'otp.ended');
    const kinds = sent.map((command) => command.replace(/ of .*/, ''));
    expect(kinds).toEqual(['script', 'script', 'publish', 'publish']);
  });

  it('for verify-otp are two scripts, one of them for the address limits, and three events', async () => {
    const { challengeId, code } = await requestAndReceive(product, await newOwner(product));
    const verify = () => product.post('/api/auth/verify-otp', { challengeId, code });
    const sent = await commandsOf(verify, 'session.opened');
    expect(sent).toEqual(['script of 4', 'script of 13', 'publish', 'publish', 'publish']);
  });

  it('for verify-otp from a new browser are one script more, which enqueues the notification of the owner', async () => {
    const owner = await newOwner(product);
    await signIn(product, owner);
    const { challengeId, code } = await requestAndReceive(product, owner);
    const headers = {
      'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    };
    const verify = () => product.post('/api/auth/verify-otp', { challengeId, code }, headers);
    const sent = await commandsOf(verify, 'session.opened');
    // Redis is sent the text of a script once, by `eval`.
    const kinds = sent.map((command) => command.replace(/^eval$|^script of .*/, 'script'));
    expect(kinds.sort()).toEqual(['publish', 'publish', 'publish', 'script', 'script', 'script']);
  });

  it('for an approved challenge are as many as for a code', async () => {
    const owner = await newOwner(product);
    const exchange = ({ challengeId, approval }: RequestOtpAnswer) =>
      product.post('/api/auth/verify-otp', { challengeId, approvalSecret: approval.secret });
    // The first call of a script sends its text too.
    await exchange(await approvedChallenge(product, owner));
    const approved = await approvedChallenge(product, owner);
    const sent = await commandsOf(() => exchange(approved), 'session.opened');
    expect(sent).toEqual(['script of 4', 'script of 13', 'publish', 'publish', 'publish']);
  });

  it('for refresh are one script, for the address limits', async () => {
    const { refreshToken } = await signIn(product, await newOwner(product));
    const sent = await commandsOf(() => product.post('/api/auth/refresh', { refreshToken }));
    expect(sent).toEqual(['script of 4']);
  });

  it('for me are none', async () => {
    const { accessToken } = await signIn(product, await newOwner(product));
    expect(await commandsOf(() => product.get('/api/auth/me', bearer(accessToken)))).toEqual([]);
  });
});

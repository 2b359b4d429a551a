import type { VerifyOtpAnswer } from '@app/contract';
import { codeOf, type SimulatedPerson } from '@app/simulator';
import {
  bearer,
  type BodyTokens,
  newOwner,
  type Product,
  receiveCodeOf,
  requestCode,
  type ServiceProcess,
  signIn,
  TcpProxy,
  until,
} from '@app/testing';
import { Redis } from 'ioredis';
import { BackEnd } from './back-end';
import type { ConsumerProject } from './consumer-project';
import { KeyAddress } from './key-address';

/** A back end of a team, its ways to the API's keys and to Redis, and an owner who is signed in. */
export class BackEndScene {
  backEnd!: BackEnd;

  private constructor(
    private readonly product: Product,
    private readonly project: ConsumerProject,
    private readonly framework: string,
    readonly owner: SimulatedPerson,
    readonly mine: Awaited<ReturnType<typeof signIn>>,
    readonly keys: KeyAddress,
    readonly redis: TcpProxy,
  ) {}

  static async start(product: Product, project: ConsumerProject, framework: string): Promise<BackEndScene> {
    const [keys, redis, owner] = await Promise.all([
      KeyAddress.of(product.api.url),
      TcpProxy.to(product.redisUrl),
      newOwner(product),
    ]);
    const mine = await signIn(product, owner);
    const scene = new BackEndScene(product, project, framework, owner, mine, keys, redis);
    scene.backEnd = await scene.startAnother();
    return scene;
  }

  /** Starts one more back end, which has loaded no keys yet. */
  startAnother(): Promise<BackEnd> {
    return BackEnd.start(this.project.folder, this.framework, {
      API: this.keys.url,
      REDIS_URL: this.redis.url,
      NAMESPACE: this.product.namespace,
    });
  }

  /** Signs the owner in at another API of the same product. */
  async signInAt(api: ServiceProcess): Promise<BodyTokens<VerifyOtpAnswer>> {
    const { challengeId } = await requestCode(this.product, this.owner.phone);
    const code = codeOf(await receiveCodeOf(this.owner, challengeId));
    const answer = await fetch(`${api.url}/api/auth/verify-otp`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ challengeId, code }),
    });
    expect(answer.status).toBe(200);
    return (await answer.json()) as BodyTokens<VerifyOtpAnswer>;
  }

  async signOut({ accessToken }: { readonly accessToken: string }): Promise<void> {
    const { status } = await this.product.post('/api/auth/logout', {}, bearer(accessToken));
    expect(status).toBe(204);
  }

  untilRefused({ accessToken }: { readonly accessToken: string }): Promise<unknown> {
    return until(async () => (await this.backEnd.status(accessToken)) === 401);
  }

  /** Waits until Redis counts so many subscribers. The services do not listen to this channel. */
  async untilListening(count: number): Promise<void> {
    const client = new Redis(this.product.redisUrl);
    const channel = `${this.product.namespace}.session.revoked`;
    await until(async () => (await client.pubsub('NUMSUB', channel))[1] === count, {
      what: `${count} subscribers of ${channel}`,
    });
    client.disconnect();
  }

  async stop(): Promise<void> {
    this.backEnd.stop();
    await this.redis.close();
    await this.keys.close();
  }
}

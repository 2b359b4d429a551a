import type { RecordedCall } from '@app/simulator';
import { BOT_USERNAME, type ProductOptions, type ServiceProcess } from '@app/testing';
import { Balancer } from './balancer';
import { Scene } from './scene';
import { addWorkersBehind, endWorkers, runningWorkers, type UpdateMode } from './workers';

/** A product with three workers that receive updates by webhook, behind a balancer. */
export class WebhookScene {
  private constructor(
    readonly scene: Scene,
    readonly balancer: Balancer,
  ) {}

  static async start({ env, ...options }: ProductOptions = {}): Promise<WebhookScene> {
    const balancer = await Balancer.start();
    const scene = await Scene.start({
      ...options,
      workers: 0,
      env: { TELEGRAM_BOT_USERNAME: BOT_USERNAME, ...env },
    });
    const webhook = new WebhookScene(scene, balancer);
    await webhook.replaceWorkers('webhook', 3);
    await webhook.registered(1);
    return webhook;
  }

  async stop(): Promise<void> {
    await this.scene.stop();
    await this.balancer.stop();
  }

  get workers(): ServiceProcess[] {
    return runningWorkers(this.scene.product);
  }

  async replaceWorkers(mode: UpdateMode, count: number): Promise<void> {
    await endWorkers(this.scene.product);
    await addWorkersBehind(this.balancer, this.scene.product, { mode, count });
  }

  callsOf(method: string): RecordedCall[] {
    return this.scene.telegram.calls.filter((call) => call.method === method);
  }

  /** Waits until `setWebhook` has succeeded this many times. */
  registered(times: number): Promise<boolean> {
    return this.scene.telegram.waitFor(
      () => this.callsOf('setWebhook').filter(({ outcome }) => outcome === 'ok').length === times,
    );
  }

  /** The secret token of the last `setWebhook`. */
  get secret(): string {
    return String(this.callsOf('setWebhook').at(-1)!.payload['secret_token']);
  }
}

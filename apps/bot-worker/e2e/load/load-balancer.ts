import { type ServiceProcess, until } from '@app/testing';

/** Sends requests to the APIs in turn. An API that is removed finishes its requests first, as behind a real load balancer. */
export class LoadBalancer {
  private readonly inProgress = new Map<ServiceProcess, number>();
  private apis: readonly ServiceProcess[];
  private turn = 0;

  constructor(apis: readonly ServiceProcess[]) {
    this.apis = [...apis];
  }

  async send<T>(request: (api: ServiceProcess) => Promise<T>): Promise<T> {
    const api = this.apis[this.turn++ % this.apis.length]!;
    this.count(api, 1);
    try {
      return await request(api);
    } finally {
      this.count(api, -1);
    }
  }

  fetch(path: string, request: RequestInit): Promise<Response> {
    return this.send(({ url }) => fetch(`${url}${path}`, request));
  }

  add(api: ServiceProcess): void {
    this.apis = [...this.apis, api];
  }

  /** Sends the API no more requests, and waits until it has answered those that it has. */
  async remove(api: ServiceProcess): Promise<void> {
    this.apis = this.apis.filter((other) => other !== api);
    await until(() => !this.inProgress.get(api), { what: 'answers of an API that was removed' });
  }

  private count(api: ServiceProcess, change: number): void {
    this.inProgress.set(api, (this.inProgress.get(api) ?? 0) + change);
  }
}

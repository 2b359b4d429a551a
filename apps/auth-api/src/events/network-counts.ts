import { NETWORK_FACTORS, type Networks } from '@app/otp';

/** Counts what is open for each address and for the networks around it. */
export class NetworkCounts {
  private readonly counts = new Map<string, number>();

  /** @param perAddress the limit of an address; its networks have it times `NETWORK_FACTORS` */
  constructor(private readonly perAddress: number) {}

  isFull(networks: Networks): boolean {
    return networks.some(
      (network, index) => (this.counts.get(network) ?? 0) >= this.perAddress * (NETWORK_FACTORS[index] ?? 1),
    );
  }

  add(networks: Networks, change: 1 | -1): void {
    for (const network of networks) {
      const count = (this.counts.get(network) ?? 0) + change;
      if (count > 0) this.counts.set(network, count);
      else this.counts.delete(network);
    }
  }
}

import { NETWORK_FACTORS, type Networks } from '@app/otp';

/** Counts the open streams of each address and of the networks around it. */
export class NetworkCounts {
  private readonly counts = new Map<string, number>();

  /** @param perAddress the limit of one address; `NETWORK_FACTORS` multiply it for larger networks */
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

import type { Redis } from 'ioredis';

/** Counts how often Node hands data of the current connection to the system. Each time is one system call. */
export class CountedWrites {
  private readonly one;
  private readonly several;

  constructor({ stream }: Redis) {
    this.one = jest.spyOn(stream, '_write');
    this.several = jest.spyOn(stream, '_writev');
  }

  get count(): number {
    return this.one.mock.calls.length + this.several.mock.calls.length;
  }
}

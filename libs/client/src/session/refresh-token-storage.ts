import { optional } from '../optional.ts';

/** The part of the Web Storage interface that the client uses. */
export interface KeyValueStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/**
 * The refresh token of this page. The storage is read before each use, because another tab may have written a newer token. A
 * storage that is absent, blocked or full is replaced by memory.
 */
export class RefreshTokenStorage {
  private memory: string | undefined;
  private isInMemory = false;

  /** @param storage undefined: memory */
  constructor(
    private readonly storage: KeyValueStorage | undefined,
    private readonly key: string,
  ) {
    this.isInMemory = storage === undefined;
  }

  /** Whether all tabs of this origin read the same token. */
  get isShared(): boolean {
    return !this.isInMemory && this.storage === optional(() => localStorage);
  }

  read(): string | undefined {
    if (this.isInMemory) return this.memory;
    const stored = optional(() => ({ value: this.storage!.getItem(this.key) }));
    return stored === undefined ? this.memory : (stored.value ?? undefined);
  }

  write(token: string): void {
    this.memory = token;
    const isStored = optional(() => {
      this.storage!.setItem(this.key, token);
      return true;
    });
    if (isStored) return;
    this.isInMemory = true;
    // A full storage keeps the former token, which a reload would use although it is used up.
    optional(() => this.storage!.removeItem(this.key));
  }

  remove(): void {
    this.memory = undefined;
    optional(() => this.storage!.removeItem(this.key));
  }
}

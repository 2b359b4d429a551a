import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { WebhookSettings } from './updates/post-update';
import { UpdatesSnapshot } from './updates/update-queue';
import { WorldSnapshot } from './world/world';

export interface SimulatorSnapshot {
  readonly version: 1;
  readonly world: WorldSnapshot;
  readonly updates: UpdatesSnapshot;
  readonly webhook: WebhookSettings | null;
}

const quietMs = 100;

/** Keeps the simulator's state over a restart. It is written when changes pause, and atomically. */
export class DataFile {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly path: string,
    private readonly snapshot: () => SimulatorSnapshot,
  ) {}

  static read(path: string): SimulatorSnapshot | undefined {
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch {
      return undefined;
    }
    try {
      const snapshot = JSON.parse(text) as SimulatorSnapshot;
      if (snapshot.version === 1) return snapshot;
    } catch {
      // Reported below, with the file's name.
    }
    throw new Error(`the simulator cannot read ${path}: remove the file to begin anew`);
  }

  saveSoon(): void {
    this.timer ??= setTimeout(() => this.saveNow(), quietMs);
  }

  saveNow(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const fresh = `${this.path}.${process.pid}.new`;
    mkdirSync(dirname(this.path), { recursive: true });
    writeFileSync(fresh, JSON.stringify(this.snapshot()), { mode: 0o600 });
    renameSync(fresh, this.path);
  }
}

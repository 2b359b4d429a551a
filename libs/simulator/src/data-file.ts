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

const saveDelayMs = 100;

/** Keeps the simulator's state across restarts. The file is replaced atomically, 100 ms after the first unsaved change. */
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
    throw new Error(`the simulator cannot read ${path}: remove the file to start with an empty state`);
  }

  saveSoon(): void {
    this.timer ??= setTimeout(() => this.saveNow(), saveDelayMs);
  }

  saveNow(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const temporary = `${this.path}.${process.pid}.new`;
    mkdirSync(dirname(this.path), { recursive: true });
    writeFileSync(temporary, JSON.stringify(this.snapshot()), { mode: 0o600 });
    renameSync(temporary, this.path);
  }
}

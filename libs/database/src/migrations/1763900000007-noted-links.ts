import type { MigrationInterface } from 'typeorm';

/** It changed functions only, which every `migrate` makes as its build has them; databases of development know its name. */
export class NotedLinks1763900000007 implements MigrationInterface {
  up(): Promise<void> {
    return Promise.resolve();
  }

  down(): Promise<void> {
    return Promise.resolve();
  }
}

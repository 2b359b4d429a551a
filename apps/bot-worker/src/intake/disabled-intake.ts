import { Logger, type OnApplicationBootstrap } from '@nestjs/common';

/** Takes the place of polling and webhook if this worker must not receive updates. */
export class DisabledIntake implements OnApplicationBootstrap {
  private readonly log = new Logger('Intake');

  constructor(private readonly reason: string) {}

  onApplicationBootstrap(): void {
    this.log.warn(`this worker receives no updates: ${this.reason}`);
  }
}

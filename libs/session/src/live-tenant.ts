import { Injectable } from '@nestjs/common';
import { type EntityManager, IsNull, Raw } from 'typeorm';
import { DomainError } from '@app/contract';
import { Tenant } from '@app/database';
import type { AccessClaims } from './access-tokens';
import { Session } from './session.entity';

/** Runs work for the shop of a live session, as `Tenant.run` does. The check of the session is in the same transaction. */
@Injectable()
export class LiveTenant {
  constructor(private readonly tenant: Tenant) {}

  /** @throws DomainError `token_invalid` if the session is not live or belongs to another shop */
  run<T>({ shopId, sessionId }: AccessClaims, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.tenant.run(shopId, async (manager) => {
      const isLive = await manager.existsBy(Session, {
        id: sessionId,
        revokedAt: IsNull(),
        expiresAt: Raw((column) => `${column} > now()`),
      });
      if (!isLive) throw new DomainError('token_invalid');
      return work(manager);
    });
  }
}

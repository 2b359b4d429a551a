import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import ipaddr from 'ipaddr.js';
import type { ApiConfig } from '@app/runtime';

const IGNORED =
  'X-Forwarded-For is ignored, so address limits count the address of the proxy. Set TRUST_PROXY to the number of proxies';
const TOO_LOW =
  'the address of this client is a private one, and X-Forwarded-For names another one before it, so all clients seem to share the limits of one address. If another proxy stands in front of the first, increase TRUST_PROXY';

/** Warns once if requests come through more proxies than TRUST_PROXY counts, because then all clients share one address. */
export function warnOfProxies(
  fastify: FastifyInstance,
  { trustedHops, isClientInRealIp }: Pick<ApiConfig, 'trustedHops' | 'isClientInRealIp'>,
): void {
  if (isClientInRealIp) return;
  const log = new Logger('Http');
  const isMiscounted = trustedHops === 0 ? isForwarded : isPrivateBehindAnother;
  let isWarned = false;
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (!isWarned && isMiscounted(request)) {
      isWarned = true;
      log.warn({ requestId: request.id }, trustedHops === 0 ? IGNORED : TOO_LOW);
    }
    done();
  });
}

const isForwarded = ({ headers }: FastifyRequest): boolean => headers['x-forwarded-for'] !== undefined;

/** A client can write more addresses into the header, but only a proxy of ours can make the last one private. */
function isPrivateBehindAnother(request: FastifyRequest): boolean {
  const forwarded = request.headers['x-forwarded-for'];
  if (typeof forwarded !== 'string' || !forwarded.includes(',')) return false;
  return isPrivate(request.ip) && !isPrivate(forwarded.split(',')[0]!.trim());
}

const PRIVATE_RANGES: readonly string[] = ['private', 'loopback', 'linkLocal', 'uniqueLocal'];

const isPrivate = (address: string): boolean =>
  ipaddr.isValid(address) && PRIVATE_RANGES.includes(ipaddr.process(address).range());

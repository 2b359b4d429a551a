import { Cluster, Redis } from 'ioredis';
import type { Registry } from 'prom-client';
import { LatencyHistogram, type Observer } from '@app/runtime';
import type { RedisClient } from './connector';

/** The part of a command of ioredis that ends it. */
interface Command {
  resolve: (reply: unknown) => void;
  reject: (error: Error) => void;
}

type SendCommand = (command: Command, ...rest: unknown[]) => unknown;

/**
 * Measures how long commands wait for their reply, at each server that the client is connected to. The in-memory Redis of
 * development sends no commands, so it is not measured.
 */
export function measureCommands(client: RedisClient, registry: Registry): void {
  const observer = new LatencyHistogram(registry, {
    name: 'otpravka_redis_command_duration_seconds',
    help: 'From the moment a command is given to the client until its reply, or its failure',
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  }).observer();
  const measure = (server: Redis): void => {
    const send = server.sendCommand.bind(server) as SendCommand;
    const measured: SendCommand = (command, ...rest) => {
      observeEnd(command, observer);
      return send(command, ...rest);
    };
    server.sendCommand = measured;
  };
  if (client instanceof Cluster) client.on('+node', measure);
  else if (client instanceof Redis) measure(client);
}

/** Replaces the two functions that end a command, because a listener of its promise would cost more. */
function observeEnd(command: Command, observer: Observer): void {
  const startedAt = performance.now();
  const { resolve, reject } = command;
  command.resolve = (reply) => {
    observer.observe((performance.now() - startedAt) / 1_000);
    resolve(reply);
  };
  command.reject = (error) => {
    observer.observe((performance.now() - startedAt) / 1_000);
    reject(error);
  };
}

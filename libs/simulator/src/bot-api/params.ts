import { badRequest } from './api-error';

export type Payload = Record<string, unknown>;

/** Reads parameters as the Bot API does: a number or boolean may be text, and an object may be JSON text. */
export class Params {
  constructor(readonly payload: Payload) {}

  has(name: string): boolean {
    const value = this.payload[name];
    return value !== undefined && value !== null && value !== '';
  }

  text(name: string): string {
    const value = this.payload[name];
    if (value === undefined || value === null) return '';
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    throw badRequest(`parameter "${name}" must be a String`);
  }

  integer(name: string, fallback: number): number {
    if (!this.has(name)) return fallback;
    const value = Number(this.text(name));
    if (!Number.isSafeInteger(value)) throw badRequest(`parameter "${name}" must be an Integer`);
    return value;
  }

  isTrue(name: string): boolean {
    return ['true', '1', 'yes'].includes(this.text(name).toLowerCase());
  }

  /** Reads a JSON value that may be given as text. */
  json(name: string): unknown {
    const value = this.payload[name];
    if (typeof value !== 'string' || value === '') return value === '' ? undefined : (value ?? undefined);
    try {
      return JSON.parse(value) as unknown;
    } catch {
      throw badRequest(`object expected as ${name.replaceAll('_', ' ')}`);
    }
  }

  list(name: string): readonly unknown[] | undefined {
    const value = this.json(name);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) throw badRequest(`parameter "${name}" must be an Array`);
    return value as readonly unknown[];
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

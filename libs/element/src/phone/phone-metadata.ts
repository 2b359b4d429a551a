import type { MetadataJson } from 'libphonenumber-js/core';
import metadata from './phone-metadata.json';

/** What libphonenumber knows of each country; `scripts/phone-metadata.mjs` writes it. */
export const PHONE_METADATA = metadata as unknown as MetadataJson;

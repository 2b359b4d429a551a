import 'reflect-metadata';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describedApi } from './described-api';
import { referencePages } from './pages';
import { REFERENCE_WORDS, type ReferenceLanguage } from './words';

/** A file that has not changed is not written, so that the site is not built anew. */
function writeChanged(file: string, content: string): void {
  if (!existsSync(file) || readFileSync(file, 'utf8') !== content) writeFileSync(file, content);
}

/** `node dist/apps/dev/src/reference/main.js <folder>` writes the parts of the reference that come from the API's code. */
async function writeReference(folder: string): Promise<void> {
  const document = await describedApi();
  for (const language of Object.keys(REFERENCE_WORDS) as ReferenceLanguage[]) {
    mkdirSync(join(folder, language), { recursive: true });
    for (const [name, content] of Object.entries(referencePages(document, language)))
      writeChanged(join(folder, language, name), `${content}\n`);
  }
}

void writeReference(process.argv[2]!);

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SiteConfig } from 'vitepress';

/** A script of VitePress in the head of each page, such as the one that chooses the dark colours before the first paint. */
const INLINE = /<script id="([\w-]+)">(.*?)<\/script>/gs;

const FOLDER = 'assets/inline';
const found = new Map<string, string>();

/** Moves inline scripts to files, because the content security policy of the API allows none. They still run before the first paint. */
export const withoutInlineScripts = (html: string): string =>
  html.replace(INLINE, (_, id: string, script: string) => {
    found.set(id, script);
    return `<script src="/${FOLDER}/${id}.js"></script>`;
  });

export function writeInlineScripts({ outDir }: SiteConfig): void {
  mkdirSync(join(outDir, FOLDER), { recursive: true });
  for (const [id, script] of found) writeFileSync(join(outDir, FOLDER, `${id}.js`), script);
}

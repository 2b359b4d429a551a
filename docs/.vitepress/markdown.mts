import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MarkdownRenderer } from 'vitepress';

const DOCS = fileURLToPath(new URL('..', import.meta.url));

type Token = ReturnType<MarkdownRenderer['parse']>[number];

const isRelative = (href: string): boolean => !/^(\w+:|\/|#)/.test(href);

const fileOf = (href: string, page: string): string =>
  join(dirname(page), decodeURI(href.replace(/#.*$/, '')));

/** A part of an English page that a Russian page includes has links which start at the English page. */
function linkFrom(page: string, href: string): string {
  const path = relative(DOCS, page);
  if (!path.startsWith('ru/') || !isRelative(href) || existsSync(fileOf(href, page))) return href;
  const english = join(DOCS, path.slice('ru/'.length));
  if (!existsSync(fileOf(href, english))) return href;
  const [, hash = ''] = /(#.*)$/.exec(href) ?? [];
  return relative(dirname(page), fileOf(href, english)) + hash;
}

/** Shows a link to a file outside of the site as its text alone: a reader of the site has no such page. @throws if there is no such file */
function withLinksOfSite(tokens: Token[], page: string): Token[] {
  let isOutside = false;
  return tokens.filter((token) => {
    if (token.type === 'link_open') {
      const href = linkFrom(page, token.attrGet('href') ?? '');
      token.attrSet('href', href);
      isOutside = isRelative(href) && relative(DOCS, fileOf(href, page)).startsWith('..');
      if (isOutside && !existsSync(fileOf(href, page)))
        throw new Error(`${page} links to ${href}, which does not exist`);
      return !isOutside;
    }
    if (token.type !== 'link_close' || !isOutside) return true;
    isOutside = false;
    return false;
  });
}

/** A table in HTML shows texts with `{{name}}`, which are not expressions of Vue; its pictures lie in `docs/images`. */
const asText = (html: string): string =>
  html.replaceAll('<table>', '<table v-pre>').replaceAll('src="images/', 'src="/images/');

/** Makes the documents of the repository pages of the site. */
export function readRepositoryDocuments(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('links_of_site', (state) => {
    const page = (state.env as { path: string }).path;
    for (const token of state.tokens)
      if (token.children !== null) token.children = withLinksOfSite(token.children, page);
  });
  const { html_block: block, code_inline: code } = markdown.renderer.rules;
  markdown.renderer.rules.html_block = (tokens, index, ...rest) => {
    tokens[index]!.content = asText(tokens[index]!.content);
    return block!(tokens, index, ...rest);
  };
  markdown.renderer.rules.code_inline = (tokens, index, ...rest) => {
    tokens[index]!.attrSet('v-pre', '');
    return code!(tokens, index, ...rest);
  };
}

/** The ids of headings as GitHub makes them, so that a link to a heading works there and here. */
export const headingId = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
    .replaceAll(' ', '-');

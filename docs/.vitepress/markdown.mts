import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MarkdownRenderer } from 'vitepress';

const DOCS = fileURLToPath(new URL('..', import.meta.url));

type Token = ReturnType<MarkdownRenderer['parse']>[number];

const isRelative = (href: string): boolean => !/^(\w+:|\/|#)/.test(href);

/** The file that a relative link names, if it is outside of the site: a reader of the site has no such page. */
function outsideFile(href: string, page: string): string | undefined {
  if (!isRelative(href)) return undefined;
  const file = join(dirname(page), decodeURI(href.replace(/#.*$/, '')));
  return relative(DOCS, file).startsWith('..') ? file : undefined;
}

/** Shows a link to a file of the repository as its text alone. @throws if there is no such file */
function withoutOutsideLinks(tokens: Token[], page: string): Token[] {
  let isOutside = false;
  return tokens.filter((token) => {
    if (token.type === 'link_open') {
      const file = outsideFile(token.attrGet('href') ?? '', page);
      if (file !== undefined && !existsSync(file))
        throw new Error(`${page} links to ${file}, which does not exist`);
      isOutside = file !== undefined;
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
  markdown.core.ruler.push('outside_links', (state) => {
    const page = (state.env as { path: string }).path;
    for (const token of state.tokens)
      if (token.children !== null) token.children = withoutOutsideLinks(token.children, page);
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

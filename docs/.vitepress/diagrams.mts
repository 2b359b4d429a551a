import { renderMermaidSVG } from 'beautiful-mermaid';
import type { MarkdownRenderer } from 'vitepress';

/** The style sheet of the site has its rules: the content security policy forbids one inside of a page. */
const STYLE_SHEET = /<style>.*?<\/style>/s;

/** The size and the colours of the drawing. The site has its own, in two themes. */
const SIZE_AND_COLOURS = / width="[^"]*" height="[^"]*" style="--bg:[^"]*"/;

const COMPACT = { nodeSpacing: 12, layerSpacing: 24, padding: 8 };

/** A drawing shrinks to this part of its size. Where that is too wide, it is scrolled, so that its text stays readable. */
const SMALLEST = 0.74;

/** Draws a diagram. @param id makes its names unique on the page, where other drawings have arrows with the same names */
function draw(source: string, id: string): string {
  const svg = renderMermaidSVG(source, COMPACT);
  const width = Number(/ width="([\d.]+)"/.exec(svg)![1]);
  const size = `width:100%;min-width:${Math.round(width * SMALLEST)}px;max-width:${Math.round(width)}px`;
  const drawing = svg
    .replace(STYLE_SHEET, '')
    .replace(SIZE_AND_COLOURS, ` style="${size}"`)
    .replaceAll(/ id="(?=arrow)/g, ` id="${id}-`)
    .replaceAll('url(#', `url(#${id}-`);
  return `<div class="diagram" v-pre tabindex="0" role="group" aria-label="Diagram">${drawing}</div>`;
}

/** Shows a sample of the language `mermaid` as the diagram that it describes, drawn when the site is built. */
export function drawDiagrams(markdown: MarkdownRenderer): void {
  const { fence } = markdown.renderer.rules;
  markdown.renderer.rules.fence = (tokens, index, ...rest) => {
    const { info, content } = tokens[index]!;
    return info.trim() === 'mermaid' ? draw(content, `diagram-${index}`) : fence!(tokens, index, ...rest);
  };
}

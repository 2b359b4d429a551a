const escape = (content: string): string => content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

export const text = (x: number, y: number, content: string, more = ''): string =>
  `<text x="${x}" y="${y}" ${more}>${escape(content)}</text>`;

export const bar = (x: number, y: number, size: { width: number; height: number }, style: string): string =>
  `<rect x="${x}" y="${y}" width="${Math.max(2, Math.round(size.width))}" height="${size.height}" rx="2" class="${style}"/>`;

/** The chart has its own background, so that it is also readable if the page around it uses the other color scheme. */
export const STYLE = `<style>
svg{--back:#fff;--line:#d1d9e0;--ink:#1f2328;--quiet:#59636e;--limit:#a9b4bf;--other:#7d8590;--ours:#0969da}
@media(prefers-color-scheme:dark){svg{--back:#0d1117;--line:#3d444d;--ink:#f0f6fc;--quiet:#9198a1;--limit:#545d68;--other:#8b949e;--ours:#4493f8}}
text{font:12px system-ui,-apple-system,"Segoe UI",sans-serif;fill:var(--ink)}
.title{font-size:16px;font-weight:600}.head{font-size:13px;font-weight:600}.ours-name{font-weight:600}
.quiet{fill:var(--quiet)}.limit{fill:var(--limit)}.other{fill:var(--other)}.ours{fill:var(--ours)}
.card{fill:var(--back);stroke:var(--line)}
</style>`;

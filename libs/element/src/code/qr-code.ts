import { generate } from 'lean-qr/nano';
import { html, type TemplateResult } from 'lit';

/** The light margin that scanners need, in modules (ISO/IEC 18004). */
const MARGIN = 4;

/** The dark modules of a QR code as one path, row by row. */
function darkModules(text: string): { readonly size: number; readonly path: string } {
  const code = generate(text);
  let path = '';
  for (let y = 0; y < code.size; y++)
    for (let x = 0; x < code.size; x++) if (code.get(x, y)) path += `M${x} ${y}h1v1h-1z`;
  return { size: code.size, path };
}

/** A QR code, dark on white in both themes, because many scanners read no light code on a dark ground. */
export function qrCode(text: string, label: string): TemplateResult {
  const { size, path } = darkModules(text);
  const side = size + 2 * MARGIN;
  return html`<svg
    id="qr"
    part="qr"
    role="img"
    aria-label=${label}
    viewBox="${-MARGIN} ${-MARGIN} ${side} ${side}"
    shape-rendering="crispEdges"
  >
    <path d=${path} />
  </svg>`;
}

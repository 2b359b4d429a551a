export type TableRow = readonly [name: string, value: string];

/** Formats rows as two aligned columns. */
export function tableText(rows: readonly TableRow[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`).join('\n');
}

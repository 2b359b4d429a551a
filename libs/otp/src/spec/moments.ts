/** Writes moments in the text form of `moments.lua`. */
const FIRST = 35;
const BASE = 91;
const TICK_MS = 4;
const CIRCLE = BASE ** 4;

function textOf(ticks: number): string {
  let rest = ((ticks % CIRCLE) + CIRCLE) % CIRCLE;
  let text = '';
  for (let i = 0; i < 4; i++) {
    text = String.fromCharCode(FIRST + (rest % BASE)) + text;
    rest = Math.floor(rest / BASE);
  }
  return text;
}

export const packed = (ms: number): string => textOf(Math.ceil(ms / TICK_MS));

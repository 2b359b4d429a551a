/** `npm start`: serves the page. It names the API in its tag, as a page of yours would. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const { OTPRAVKA_API = 'http://localhost:3000', PORT = '5173' } = process.env;
const TYPES = { 'index.html': 'text/html; charset=utf-8', 'page.js': 'text/javascript' };

createServer((request, response) => {
  const name = new URL(request.url, 'http://localhost').pathname.slice(1) || 'index.html';
  if (!(name in TYPES)) return response.writeHead(404).end();
  const text = readFileSync(new URL(name, import.meta.url), 'utf8');
  response.writeHead(200, { 'content-type': TYPES[name] });
  response.end(text.replaceAll('http://localhost:3000', OTPRAVKA_API));
}).listen(Number(PORT), () => console.log(`The page: http://localhost:${PORT}`));

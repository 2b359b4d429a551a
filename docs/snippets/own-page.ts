import { createClient } from '@otpravka/client';

const api = 'http://localhost:3000';
const otpravka = createClient({ api, transport: 'cookie' });

const session = await otpravka.session.restore();
if (session === undefined) {
  const here = encodeURIComponent(location.href);
  location.assign(`${api}/login?return_to=${here}`);
} else {
  document.body.textContent = session.shop.phone;
}

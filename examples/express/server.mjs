/** A back end with Express. Each shop reads and adds its own orders, with the access token of its owner. */
import express from 'express';
import { createVerifier } from '@otpravka/server';
import { claimsOf, requireSession } from '@otpravka/server/express';

const { OTPRAVKA_API = 'http://localhost:3000', PORT = '4000' } = process.env;

const signedIn = requireSession(createVerifier({ api: OTPRAVKA_API }));

/** The orders by the id of the shop. A real back end has a database. */
const orders = new Map();
const ordersOf = ({ shopId }) => orders.get(shopId) ?? [];

const app = express();

app.get('/orders', signedIn, (request, response) => {
  response.json(ordersOf(claimsOf(request)));
});

app.post('/orders', signedIn, express.json(), (request, response) => {
  const claims = claimsOf(request);
  const order = { number: ordersOf(claims).length + 1, title: String(request.body?.title) };
  orders.set(claims.shopId, [...ordersOf(claims), order]);
  response.status(201).json(order);
});

app.listen(Number(PORT), () => console.log(`Orders: http://localhost:${PORT}/orders`));

const login = document.querySelector('otp-login');
const main = document.querySelector('main');

await customElements.whenDefined('otp-login');
/** The client of the element, which keeps the session: `@otpravka/client`. */
const { client } = login;

function show(session) {
  login.hidden = session !== undefined;
  main.hidden = session === undefined;
  main.querySelector('h1').textContent = session?.shop.name || session?.shop.phone || '';
  if (session === undefined) login.restart();
}

client.onChange(show);
main.querySelector('button').addEventListener('click', () => client.signOut());
show(await client.session.restore());

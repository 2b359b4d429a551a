import { TelegramSimulator } from '@app/simulator';

/** The simulated Telegram as a program of its own, for the profile `dev` of docker-compose.yml. */
const PORT = 8081;
const PEOPLE = [
  { firstName: 'Айгуль', phone: '+77012345678', languageCode: 'ru' },
  { firstName: 'Timur', phone: '+998901234567', languageCode: 'uz' },
];

async function start(token: string, port: number): Promise<void> {
  const simulator = await TelegramSimulator.start({
    token,
    port,
    host: '::',
    botUsername: 'otpravka_dev_bot',
  });
  for (const person of PEOPLE) simulator.person(person);
  process.stdout.write(`The chats are at http://localhost:${port}\n`);
  process.once('SIGTERM', () => void simulator.stop());
}

const [, , token, port = PORT] = process.argv;
if (token === undefined || token === '') {
  process.stderr.write('Name the token of the simulated bot: main.js 123456:AA… [port]\n');
  process.exitCode = 64;
} else {
  void start(token, Number(port));
}

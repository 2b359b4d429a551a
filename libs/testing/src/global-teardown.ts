import { running } from './running';

export default async function tearDown(): Promise<void> {
  await Promise.all(running.map((store) => store.stop()));
}

import { type FormEvent, useEffect, useState } from 'react';
import { type ListedSession, OtpravkaError } from '@otpravka/client';
import type { SignedInSession, UsedSession } from '@otpravka/react';

/** What a signed-in owner sees: the shop, where else it is signed in, and a way out. */
export function ShopPage({ shop, client, signOut }: UsedSession<SignedInSession>) {
  const [sessions, setSessions] = useState<readonly ListedSession[]>([]);
  const [failure, setFailure] = useState('');
  useEffect(() => {
    client.sessions.list().then(setSessions, () => undefined);
  }, [client, shop.id]);

  const rename = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const name = new FormData(event.currentTarget).get('name') as string;
    try {
      await client.shop.update({ name });
      setFailure('');
    } catch (error) {
      if (!(error instanceof OtpravkaError)) throw error;
      setFailure(error.text);
    }
  };

  return (
    <main>
      <h1>{shop.name || shop.phone}</h1>
      <form onSubmit={(event) => void rename(event)}>
        <input name="name" aria-label="Название магазина" defaultValue={shop.name} />
        <button>Сохранить</button>
      </form>
      {failure && <p role="alert">{failure}</p>}
      <p>Входов: {sessions.length}</p>
      <button onClick={() => void signOut()}>Выйти</button>
    </main>
  );
}

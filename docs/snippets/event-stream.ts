declare const challengeId: string;
declare function show(status: string): void;

// #region stream
const events = new EventSource(
  `http://localhost:3000/api/auth/challenges/${challengeId}/events`,
);
events.addEventListener('status', (event: MessageEvent<string>) => {
  const { status } = JSON.parse(event.data) as { status: string };
  show(status);
  if (status === 'verified' || status === 'closed') events.close();
});
// #endregion stream

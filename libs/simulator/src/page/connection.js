// @ts-check

const RETRY_MS = 1000;

/**
 * Reads the changes of the simulator, and connects again whenever the stream breaks: a browser does so itself after some
 * failures and gives up after others.
 * @param {{onChange: (change: any) => unknown, onOpen: () => unknown, onLost: () => unknown}} handlers
 */
export function connect({ onChange, onOpen, onLost }) {
  const events = new EventSource('/chat/events');
  events.onmessage = (/** @type {{data: string}} */ { data }) => void onChange(JSON.parse(data));
  events.onopen = () => void onOpen();
  events.onerror = () => {
    onLost();
    if (events.readyState !== EventSource.CLOSED) return;
    setTimeout(() => connect({ onChange, onOpen, onLost }), RETRY_MS);
  };
}

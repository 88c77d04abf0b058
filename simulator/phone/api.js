/** The simulator's own routes, and its stream of changes. */

const base = '/_sim';
const at = (instance, rest) => `${base}/instances/${encodeURIComponent(instance)}/${rest}`;

export const paths = {
	instances: `${base}/instances`,
	chats: (instance) => at(instance, 'chats'),
	group: (instance, jid) => at(instance, `groups/${encodeURIComponent(jid)}`),
	messages: (instance, chat, limit) =>
		at(instance, `messages?chat=${encodeURIComponent(chat)}&limit=${limit}`),
};

async function request(path, options) {
	const response = await fetch(path, options);
	const text = await response.text();
	let answer;
	try {
		answer = text ? JSON.parse(text) : undefined;
	} catch {
		answer = undefined;
	}
	if (response.ok) return answer;
	const reason = [
		answer?.response?.message ?? answer?.message ?? answer?.error ?? response.statusText,
	]
		.flat(2)
		.join(', ');
	throw new Error(reason || `The simulator answered ${response.status}`);
}

export const getJson = (path) => request(path);

const post = (path, body = {}) =>
	request(path, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});

export const scan = (instance) => post(at(instance, 'scan'));
export const disconnect = (instance, reason) =>
	post(at(instance, 'close'), reason ? { reason } : {});
export const receive = (instance, body) => post(at(instance, 'receive'), body);
export const read = (instance, chat) => post(at(instance, 'read'), { chat });

export const delivery = async () => (await getJson(`${base}/config`)).delivery;
export const setDelivery = (rules) => post(`${base}/config`, { delivery: rules });

const listeners = new Set();

/** Calls `listener` with every change, and with `{ type: 'reset' }` when the stream opens, because earlier changes may be missing. */
export function onChange(listener) {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

const tell = (change) => listeners.forEach((listener) => listener(change));

const RETRY_MS = 2000;

/** `onLive` is called with whether the stream is connected. */
export function startStream(onLive) {
	const open = () => {
		const stream = new EventSource(`${base}/events`);
		stream.onopen = () => {
			onLive(true);
			tell({ type: 'reset' });
		};
		stream.onerror = () => {
			onLive(false);
			// The browser tries again by itself, except after an answer that was not a stream.
			if (stream.readyState === EventSource.CLOSED) setTimeout(open, RETRY_MS);
		};
		stream.onmessage = (event) => {
			try {
				tell(JSON.parse(event.data));
			} catch {
				// Ignores a line that isn't JSON. The next change updates the page anyway.
			}
		};
	};
	open();
}

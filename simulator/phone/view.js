import { plainText } from './format.js';

/** Texts of the page about a message, a chat or an instance, as pure functions of the data. */

const KIND_LABELS = {
	image: 'Photo',
	video: 'Video',
	ptv: 'Video note',
	audio: 'Audio',
	voice: 'Voice message',
	document: 'Document',
	sticker: 'Sticker',
	location: 'Location',
	contact: 'Contact',
	poll: 'Poll',
	buttons: 'Buttons',
	list: 'List',
	carousel: 'Carousel',
	template: 'Template',
	unknown: 'Message',
};

/** Returns the JID from `"jid"` or `{ jid, name }`. */
export const jidOf = (who) => (typeof who === 'string' ? who : (who?.jid ?? ''));

/** Returns `+5511988887777` for `5511988887777@s.whatsapp.net`. Numbers of groups and LIDs have no plus. */
export function numberOf(jid) {
	const user = jidOf(jid).replace(/[:@].*$/, '');
	return /@(s\.whatsapp\.net|c\.us)$/.test(jidOf(jid)) ? `+${user}` : user;
}

export const nameOf = (who, names = {}) =>
	names[jidOf(who)] || (typeof who === 'object' && who?.name) || numberOf(who) || 'Unknown';

export function initials(name) {
	const words = String(name ?? '').match(/[\p{L}\p{N}]+/gu) ?? [];
	const letters = words.length > 1 ? [words[0], words[words.length - 1]] : words;
	return letters.map((word) => [...word][0].toUpperCase()).join('') || '?';
}

/** Returns a hue (0–359 degrees) that stays the same for the same person. */
export function hueOf(jid) {
	let sum = 0;
	for (const character of jidOf(jid)) sum = (Math.imul(sum, 31) + character.codePointAt(0)) | 0;
	// Mixes the bits, so that numbers that differ in one digit don't get similar colors.
	const mixed = Math.imul(sum ^ (sum >>> 15), 0x85ebca6b);
	return ((mixed ^ (mixed >>> 13)) >>> 0) % 360;
}

export const timeOf = (at) =>
	new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hour12: false });

const dayKey = (at) => new Date(at).toDateString();

export function dayOf(at, now = Date.now()) {
	const noon = (value) => new Date(value).setHours(12, 0, 0, 0);
	const days = Math.round((noon(now) - noon(at)) / 86_400_000);
	if (days === 0) return 'Today';
	if (days === 1) return 'Yesterday';
	if (days > 1 && days < 7) return new Date(at).toLocaleDateString('en', { weekday: 'long' });
	return new Date(at).toLocaleDateString('en', { day: 'numeric', month: 'short', year: 'numeric' });
}

export const whenOf = (at, now = Date.now()) =>
	dayKey(at) === dayKey(now) ? timeOf(at) : dayOf(at, now);

export function sizeOf(bytes) {
	const size = Number(bytes);
	if (!(size > 0)) return '';
	if (size < 1024) return `${size} B`;
	return size < 1024 * 1024
		? `${Math.round(size / 1024)} kB`
		: `${(size / 1024 / 1024).toFixed(1)} MB`;
}

export function durationOf(seconds) {
	const whole = Number.isFinite(Number(seconds)) ? Math.max(0, Math.round(Number(seconds))) : 0;
	return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

export function previewOf(message) {
	if (!message) return '';
	if (message.deleted) return 'This message was deleted';
	const label = Object.hasOwn(KIND_LABELS, message.kind) ? KIND_LABELS[message.kind] : '';
	const about =
		message.text ||
		message.poll?.name ||
		message.contacts?.map((contact) => contact.fullName).join(', ') ||
		message.location?.name ||
		(message.kind === 'document' && message.media?.fileName) ||
		message.title ||
		message.list?.title ||
		'';
	const line = plainText(String(about).slice(0, 300));
	if (!label) return line;
	return line ? `${label}: ${line}` : label;
}

const ACKS = {
	PENDING: { ticks: 0, label: 'Waiting to be sent' },
	SERVER_ACK: { ticks: 1, label: 'Sent' },
	DELIVERY_ACK: { ticks: 2, label: 'Delivered' },
	READ: { ticks: 2, label: 'Read', read: true },
	PLAYED: { ticks: 2, label: 'Played', read: true },
	ERROR: { ticks: -1, label: 'Failed' },
};

/** Returns `{ ticks: -1 failed, 0 waiting, 1 or 2, label, read? }`; undefined if the server has no status for the message. */
export const ackOf = (ack) => (Object.hasOwn(ACKS, ack ?? '') ? ACKS[ack] : undefined);

const STATES = { open: 'Connected', connecting: 'Waiting for the scan', close: 'Not connected' };

export const stateOf = (state) => STATES[state] ?? String(state ?? 'Unknown');

export function kindOfFile(mimetype, wanted) {
	if (wanted === 'document' || wanted === 'sticker' || wanted === 'audio') return wanted;
	const [family] = String(mimetype ?? '').split('/');
	return ['image', 'video', 'audio'].includes(family) ? family : 'document';
}

/** Adds a `day` heading to the first message of each day, and `first` where the sender changes. */
export function rowsOf(messages, now = Date.now()) {
	return messages.map((message, index) => {
		const before = messages[index - 1];
		const day =
			!before || dayKey(before.at) !== dayKey(message.at) ? dayOf(message.at, now) : undefined;
		const first =
			Boolean(day) ||
			before.fromMe !== message.fromMe ||
			jidOf(before.sender) !== jidOf(message.sender);
		return { message, day, first };
	});
}

/** Parses the page's deep link: `#instance=demo&chat=5511988887777@s.whatsapp.net`. */

export function parseHash(hash) {
	const values = new URLSearchParams(String(hash ?? '').replace(/^#/, ''));
	return { instance: values.get('instance') || undefined, chat: values.get('chat') || undefined };
}

export function buildHash({ instance, chat }) {
	const part = (name, value) => `${name}=${encodeURIComponent(value).replace(/%40/g, '@')}`;
	return `#${[instance && part('instance', instance), instance && chat && part('chat', chat)].filter(Boolean).join('&')}`;
}

/** Returns the JID for a number as a person types it (`+55 (11) 98888-7777`); undefined if it isn't a number. */
export function jidOfNumber(typed) {
	const text = String(typed ?? '').trim();
	if (!/^\+?[\d\s().-]+$/.test(text)) return undefined;
	const digits = text.replace(/\D/g, '');
	return digits.length >= 5 && digits.length <= 15 ? `${digits}@s.whatsapp.net` : undefined;
}

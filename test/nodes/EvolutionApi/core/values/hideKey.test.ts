import { hideKey } from '../../../../../nodes/EvolutionApi/core/values/sanitize';

const KEY = ['B6D711FC', 'DE4D4FD5-9365+44120E713976'].join('/');

const base64 = (text: string) => Buffer.from(text).toString('base64');

it.each([
	['as it is', KEY],
	['percent-encoded', encodeURIComponent(KEY)],
	['in hexadecimal', Buffer.from(KEY).toString('hex')],
	['in Base64', base64(KEY)],
	['in URL-safe Base64', Buffer.from(KEY).toString('base64url')],
	['in Base64 after one byte', base64(`:${KEY}:`)],
	['in Base64 after two bytes', base64(`x:${KEY}`)],
	['in the middle of Base64', base64(`apikey: ${KEY}; path=/`)],
])('hideKey hides the key in a text: %s', (_form, form) => {
	const shown = hideKey(`The header was ${form} and was refused`, KEY);
	expect(shown).toContain('***');
	expect(shown).not.toContain(form);
	for (let start = 0; start + 12 <= form.length; start++) {
		expect(shown).not.toContain(form.slice(start, start + 12));
	}
});

it('hideKey leaves a text without the key unchanged, and every text where there is no key', () => {
	expect(hideKey('Number 5511988887777 does not exist', KEY)).toBe(
		'Number 5511988887777 does not exist',
	);
	expect(hideKey('Any text', '')).toBe('Any text');
});

it('hideKey hides a very short key only where it stands alone, and leaves the words that it is part of', () => {
	expect(hideKey('apikey: a, and a WhatsApp account', 'a')).toBe(
		'apikey: ***, and *** WhatsApp account',
	);
	expect(hideKey('Evolution answered HTTP 500 to 5', '5')).toBe(
		'Evolution answered HTTP 500 to ***',
	);
});

it('hideKey hides a short key as it is, but not its Base64, which is in many texts by chance', () => {
	// The Base64 of "abc" is "YWJj".
	expect(hideKey('abc and YWJj', 'abc')).toBe('*** and YWJj');
});

import { createHmac } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';

import {
	decodeList,
	decodeListCached,
	encodeList,
	isCallable,
	MAX_LIST_BYTES,
	type Subscriber,
	type WorkflowSubscriber,
} from '../../../../nodes/EvolutionApi/hub/list';
import { EVENTS } from '../../../../simulator/events/names';
import type { Arbitrary } from 'fast-check';
import fc, { anyText, webUrl } from '../../../support/properties';
import { randomUuid } from '../../../support/random';
import { trigger } from './support/server';

const KEY = 'the key';

/** Returns a header that contains these bytes as the list of workflows, with a correct signature. */
function signed(bytes: Buffer, key = KEY): string {
	const list = bytes.toString('base64url');
	const mac = createHmac('sha256', key).update(list).digest().subarray(0, 12);
	return `1.${mac.toString('base64url')}.${list}`;
}
const signedJson = (value: unknown) => signed(deflateRawSync(JSON.stringify(value)));

describe('the list of workflows in a header of the webhook', () => {
	it.each([
		['nothing', undefined, 'none'],
		['null', null, 'none'],
		['another tool’s text', 'hello', 'damaged'],
		['an object', { a: 1 }, 'damaged'],
		['a number', 7, 'damaged'],
		['an empty text', '', 'damaged'],
		['only the version and a part of a signature', '1.abc', 'damaged'],
		['letters of two bytes in the code', `1.${'é'.repeat(16)}.abc`, 'damaged'],
		['a later version', '2.anything', 'newer'],
		['no deflate stream', signed(Buffer.from('garbage!')), 'damaged'],
		['a stream that ends early', signed(deflateRawSync('["abcdef"]').subarray(0, 5)), 'damaged'],
		['no JSON', signed(deflateRawSync('{"a"')), 'damaged'],
		['no array', signedJson({}), 'damaged'],
		[
			'a strange entry',
			signedJson([{ kind: 'trigger', url: 'https://a', events: ['CALL'] }, 'x']),
			'damaged',
		],
		[
			'an unknown kind',
			signedJson([{ kind: '__proto__', url: 'https://a', events: [] }]),
			'damaged',
		],
		[
			'events that are no names',
			signedJson([{ kind: 'trigger', url: 'https://a', events: [3] }]),
			'damaged',
		],
		[
			'a compressed list that expands to 20 MB',
			signed(deflateRawSync(`[${' '.repeat(20_000_000)}]`)),
			'damaged',
		],
	])('gives no workflows if the header contains %s', async (_what, header, kind) => {
		expect(await decodeList(header, KEY)).toEqual({ kind });
	});

	it.each([
		'http://169.254.169.254/latest/api/token',
		'http://2852039166/',
		'http://0xa9.0xfe.0xa9.0xfe/',
		'http://[fe80::1]/',
		'http://[::ffff:169.254.169.254]/',
		'http://[fd00:ec2::254]/',
		'http://metadata.google.internal/computeMetadata/v1/',
		'http://METADATA.google.internal./',
		'file:///etc/passwd',
		'ftp://10.0.0.1/',
		'/webhook/1/hook',
		'',
	])('drops %s, which cannot be an address of a workflow, although it is signed', async (url) => {
		const evil = { url, events: [], enabled: true, byEvents: false, base64: false, headers: {} };
		const all: Subscriber[] = [trigger(1), trigger(2, { url }), { ...evil, kind: 'foreign' }];
		const found = await decodeList(await encodeList(all, KEY), KEY);
		expect(found).toEqual({ kind: 'list', subscribers: [trigger(1)] });
	});

	it.each([
		'http://10.0.0.5:3000/hook',
		'http://my_app/hook',
		'http://user:word@app.example/hook',
		'http://localhost:8081/',
		'http://[::1]:3000/hook',
		'https://169.254.example.com/hook',
	])('keeps the webhook of another application at %s', async (url) => {
		const other = { url, events: [], enabled: true, byEvents: false, base64: false, headers: {} };
		const all: Subscriber[] = [{ ...other, kind: 'foreign' }];
		const found = await decodeList(await encodeList(all, KEY), KEY);
		expect(found).toMatchObject({ kind: 'list', subscribers: [{ url }] });
	});

	it('is ignored when it was signed with another key, or the webhook has no key', async () => {
		const header = await encodeList([trigger(1)], KEY);
		for (const key of ['other', '', undefined, null, 5]) {
			expect(await decodeList(header, key)).toEqual({ kind: 'damaged' });
		}
	});

	it('is ignored when it was signed with the empty key, which anybody could use', async () => {
		expect(await decodeList(await encodeList([trigger(1)], ''), '')).toEqual({ kind: 'damaged' });
	});

	it('is ignored with a part of its signature, or none', async () => {
		const [version, mac, packed] = ((await encodeList([trigger(1)], KEY)) ?? '').split('.');
		for (const part of ['', mac.slice(0, 1), mac.slice(0, -1), `${mac}A`]) {
			const header = [version, part, packed].join('.');
			expect([part, await decodeList(header, KEY)]).toEqual([part, { kind: 'damaged' }]);
		}
	});

	it('is checked against the current key, even if it was just read with another one', async () => {
		const header = await encodeList([trigger(1)], KEY);
		for (const key of ['other', KEY, 'other', KEY]) {
			const { kind } = await decodeListCached(header, key);
			expect(kind).toBe(key === KEY ? 'list' : 'damaged');
		}
	});

	it('is ignored with one letter changed, at any position', async () => {
		const header = (await encodeList([trigger(1), trigger(2)], KEY)) ?? '';
		for (let index = 2; index < header.length; index++) {
			const letter = header[index] === 'A' ? 'B' : 'A';
			const changed = header.slice(0, index) + letter + header.slice(index + 1);
			expect([index, await decodeList(changed, KEY)]).toEqual([index, { kind: 'damaged' }]);
		}
	});

	it('is not written if it is too long for a header', async () => {
		const many = Array.from({ length: 400 }, (_, index) => trigger(randomUuid(index)));
		expect(await encodeList(many, KEY)).toBeUndefined();
	});

	it('needs less than a fifth of the 8 KB that nginx accepts for a header, with 20 triggers for all events', async () => {
		const triggers = Array.from({ length: 20 }, (_, index) =>
			trigger(randomUuid(index), { events: EVENTS }),
		);
		expect((await encodeList(triggers, KEY))?.length).toBeLessThan(8192 / 5);
	});

	it('has space for 100 triggers, or 50 waiting executions', async () => {
		const triggers = Array.from({ length: 100 }, (_, index) =>
			trigger(randomUuid(index), { events: EVENTS.filter((_name, place) => index & (1 << place)) }),
		);
		const waits = Array.from({ length: 50 }, (_, index): Subscriber => {
			const signature = createHmac('sha256', 'x').update(String(index)).digest('hex');
			const url = `https://n8n.example.com/webhook-waiting/${48_000 + index}/${randomUuid(index)}?signature=${signature}`;
			const chat = `55119${80_000_000 + index * 7919}@s.whatsapp.net`;
			const events = ['MESSAGES_UPSERT'];
			return { kind: 'wait', url, events, chat, expires: 1_800_000_000 + index };
		});
		for (const list of [triggers, waits]) {
			const header = (await encodeList(list, KEY)) ?? '';
			expect(header.length).toBeLessThanOrEqual(MAX_LIST_BYTES);
			expect(await decodeListCached(header, KEY)).toEqual({ kind: 'list', subscribers: list });
		}
	});

	const events = fc.oneof(
		fc.subarray(EVENTS),
		fc.array(fc.constantFrom(...EVENTS, 'GROUPS_UPDATE', 'MESSAGING_HISTORY_SET', 'ünknown')),
	);
	const url = fc.oneof(webUrl(), anyText);
	/** All keys that a subscriber may have, so that the test covers each of them. */
	const parts = {
		kind: fc.constantFrom('trigger' as const, 'test' as const, 'wait' as const, 'socket' as const),
		url,
		events,
		chat: fc.string({ minLength: 1 }),
		quotesOnly: fc.constant(true),
		expires: fc.integer({ min: 1 }),
		base64: fc.constant(true),
		heals: fc.constant(true),
	} satisfies Record<keyof WorkflowSubscriber, Arbitrary<unknown>>;
	const workflow: Arbitrary<Subscriber> = fc.record(parts, {
		requiredKeys: ['kind', 'url', 'events'],
	});
	const foreign: Arbitrary<Subscriber> = fc.record({
		kind: fc.constant('foreign' as const),
		url,
		events,
		enabled: fc.boolean(),
		byEvents: fc.boolean(),
		base64: fc.boolean(),
		headers: fc.dictionary(fc.string(), fc.jsonValue({ noUnicodeString: false } as object)),
	});

	it('is read as it was written, with any names in it', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.oneof(workflow, foreign)),
				fc.string({ minLength: 1 }),
				async (list, key) => {
					const header = await encodeList(list, key);
					if (header === undefined) return;
					expect(header).toMatch(/^[\w.-]+$/);
					expect(header.length).toBeLessThanOrEqual(MAX_LIST_BYTES);
					const called = list.filter(({ url: one }) => isCallable(one));
					const plain: unknown = JSON.parse(JSON.stringify(called));
					const decoded: unknown = JSON.parse(JSON.stringify(await decodeList(header, key)));
					expect(decoded).toEqual({ kind: 'list', subscribers: plain });
				},
			),
			{ numRuns: 100 },
		);
	});
});

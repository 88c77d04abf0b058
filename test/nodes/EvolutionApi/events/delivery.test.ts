import { sanitize } from '../../../../nodes/EvolutionApi/core/values/sanitize';
import { parseDelivery, eventToItems } from '../../../../nodes/EvolutionApi/events/eventItems';
import { body, delivery, itemOf, ME, SENDER } from './support/deliveries';

const rawOf = (from: unknown) => eventToItems(delivery(from), { simplify: false })[0];

describe('a webhook body that is no event of the server', () => {
	it.each([
		['missing', undefined],
		['null', null],
		['a text', '{"event":"call"}'],
		['a number', 7],
		['a list', [{ event: 'call' }]],
	])('is refused where the body is %s', (_what, given) => {
		expect(parseDelivery(given, SENDER)).toBeUndefined();
	});
});

describe('a delivery with unexpected parts', () => {
	it('is read with default values for parts of an unexpected type', () => {
		const given = { event: 5, instance: {}, sender: 7, data: 1, more: true };
		expect(parseDelivery(given, SENDER)).toEqual({
			kind: 'evolutionApi',
			event: 'unknown',
			instance: '',
			data: 1,
			dateTime: null,
			sender: null,
			serverUrl: null,
			extra: { more: true },
			chat: [],
			entries: [],
		});
	});

	it('is output as the server sent it when its data has another type', () => {
		expect(itemOf(body('messages.upsert', 'oops'))).toMatchObject({
			event: 'messages.upsert',
			instance: 'shop',
			data: 'oops',
		});
		expect(itemOf(body('call', null))).toMatchObject({ event: 'call', data: null });
		expect(itemOf(body('contacts.upsert', []))).toMatchObject({ data: [] });
		expect(itemOf(body('presence.update', { id: 'x', presences: {} }))).toMatchObject({
			data: { id: 'x' },
		});
	});
});

it('an unknown event is output as the server sent it', () => {
	expect(itemOf(body('chats.lock', { remoteJid: 'x@g.us', deep: { bytes: { '0': 1 } } }))).toEqual({
		event: 'chats.lock',
		instance: 'shop',
		eventId: expect.stringMatching(/^shop\/chats\.lock\/2026-/),
		timestamp: '2026-11-20T07:04:49.191Z',
		data: { remoteJid: 'x@g.us', deep: { bytes: 'AQ==' } },
	});
});

it('an event named like a property of Object.prototype is an unknown event', () => {
	expect(itemOf(body('constructor', { a: 1 }))).toMatchObject({ data: { a: 1 } });
	expect(itemOf(body('__proto__', { a: 1 }))).toMatchObject({ data: { a: 1 } });
});

describe('secrets in a delivery', () => {
	const leaky = body('typebot.change-status', {
		session: { parameters: { apiKey: 'SECRET', ApiKey: 'SECRET', api_key: 'SECRET' } },
		variables: [{ name: 'apikey', value: 'SECRET' }],
	});

	it('never reach an item: keys at any depth, and the address of the webhook', () => {
		for (const given of [
			{ ...leaky, apikey: 'SECRET' },
			{ ...leaky, event: 'something.new' },
		]) {
			for (const simplify of [true, false]) {
				const text = JSON.stringify(eventToItems(delivery(given), { simplify }));
				expect(text).not.toContain('SECRET');
				expect(text).not.toContain('secret-path');
			}
		}
	});

	it('are removed when the trigger parses the delivery, before any other part of the trigger gets it', () => {
		expect(JSON.stringify(parseDelivery(body('call', {}), SENDER))).not.toMatch(
			/key-of-the-instance|secret-path/,
		);
	});
});

describe('without Simplify', () => {
	it('the body of the server is output, without the API key and the webhook address', () => {
		const given = { ...body('labels.edit', { id: '7' }), isLatest: true };
		expect(rawOf(given)).toEqual({
			event: 'labels.edit',
			instance: 'shop',
			data: { id: '7' },
			isLatest: true,
			date_time: '2026-11-20T07:04:49.191Z',
			sender: ME,
			server_url: 'http://evolution:8080',
		});
	});

	it('bytes are output as Base64, whether of an array or a buffer', () => {
		const data = {
			thumbnail: { '0': 255, '1': 216, '2': 255 },
			secret: { type: 'Buffer', data: [1, 2, 3] },
			length: { low: 5, high: 0, unsigned: true },
			votes: { '0': 'A' },
		};
		expect(rawOf(body('x', data)).data).toEqual({
			...data,
			thumbnail: '/9j/',
			secret: 'AQID',
		});
	});

	it('parts that are nested too deeply for n8n to store are cut off', () => {
		let deep: unknown = 'bottom';
		for (let level = 0; level < 100_000; level++) deep = { deep };
		expect(() => JSON.stringify(rawOf(body('x', deep)))).not.toThrow();
		expect(JSON.stringify(rawOf(body('x', deep)))).not.toContain('bottom');
	});

	it('a body cannot change Object.prototype', () => {
		const hostile: unknown = JSON.parse(
			'{"event":"x","data":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"ok":1},"__proto__":{"polluted":1}}',
		);
		const raw = rawOf(hostile);
		expect(raw.data).toEqual({ ok: 1 });
		expect(Object.keys(raw)).not.toContain('__proto__');
		expect(Object.assign({}, raw.data)).not.toHaveProperty('polluted');
		expect({}).not.toHaveProperty('polluted');
	});
});

it('a delivery without secrets is output unchanged', () => {
	const value = { a: [1, 'x', null, true, { b: {} }], value: 'kept', name: 'n' };
	expect(sanitize(value)).toEqual(value);
});

import { forwardedRequestFor } from '../../../../nodes/EvolutionApi/hub/forward';
import type { ForeignSubscriber, Subscriber } from '../../../../nodes/EvolutionApi/hub/list';
import {
	calledSubscriber,
	type IncomingDelivery,
	isSubscribedTo,
} from '../../../../nodes/EvolutionApi/hub/subscribers';
import { trigger, urlOf } from './support/server';

const NOW = 1_800_000_000_000;
const CHAT = '5511@s.whatsapp.net';
const foreign = (rest: Partial<ForeignSubscriber> = {}): ForeignSubscriber => ({
	kind: 'foreign',
	url: 'https://other.example/hook',
	enabled: true,
	events: ['CALL'],
	headers: {},
	byEvents: false,
	base64: false,
	...rest,
});
const delivery = (rest: Partial<IncomingDelivery> = {}): IncomingDelivery => ({
	kind: 'evolutionApi',
	raw: '{}',
	event: 'messages.upsert',
	chats: [CHAT, '77@lid'],
	headers: {},
	...rest,
});

describe('a workflow or application on the list', () => {
	it.each<[string, Subscriber, object, boolean]>([
		['gets no event that it does not want', trigger(1, { events: ['CALL'] }), {}, false],
		['gets no event of another chat', trigger(1, { chat: '5599@s.whatsapp.net' }), {}, false],
		[
			'gets no event without a chat, if it waits for one chat',
			trigger(1, { chat: CHAT }),
			{ chats: [] },
			false,
		],
		['gets the event that it wants', trigger(1), {}, true],
		[
			'gets Group Participants Updated, which the server sends as group-participants.update',
			trigger(1, { events: ['GROUP_PARTICIPANTS_UPDATE'] }),
			{ event: 'group-participants.update' },
			true,
		],
		[
			'gets unknown events, too, if it wants all',
			trigger(1, { events: [] }),
			{ event: 'brand.new' },
			true,
		],
		[
			'gets GROUP_UPDATE, which the server sends as groups.update',
			trigger(1, { events: ['GROUP_UPDATE'] }),
			{ event: 'groups.update' },
			true,
		],
		['gets the event that it wants (another application)', foreign(), { event: 'call' }, true],
		...['GROUP_UPDATE', 'GROUPS_UPDATE'].map((name): [string, Subscriber, object, boolean] => [
			`gets groups.update if it wants ${name} (another application)`,
			foreign({ events: [name] }),
			{ event: 'groups.update' },
			true,
		]),
	])('%s', (_who, subscriber, rest, expected) => {
		expect(isSubscribedTo(subscriber, delivery(rest), NOW)).toBe(expected);
	});
});

describe('a call of the webhook is matched with the workflow on the list that it was meant for', () => {
	const list = [
		foreign({ url: urlOf(1) }),
		trigger(1),
		trigger(1, { url: 'https://two.example/n8n/webhook/1/hook' }),
		trigger(2, { url: 'no url' }),
	];
	it.each([
		['with none, if no workflow on the list has its path', '/webhook/9/hook', '', undefined],
		['by the path that was called', '/webhook/1/hook?x=1', undefined, 1],
		[
			'by the whole URL, if the same workflow in another n8n has the same path',
			'/webhook/1/hook',
			'https://two.example/n8n/webhook/1/hook',
			2,
		],
	])('%s', (_how, path, destination, index) => {
		const expected = index === undefined ? undefined : list[index];
		expect(calledSubscriber(list, path, destination)).toBe(expected);
	});
});

describe('headers and body of a forwarded event', () => {
	const incoming = {
		'Content-Type': 'application/json',
		'user-agent': 'axios/1.21.1',
		'x-event-type': 'call',
		host: 'n8n',
		'content-length': '9',
		connection: 'close, X-Hop',
		'x-hop': '1',
		te: 'x',
		authorization: 'Bearer x',
		apikey: 'secret',
		cookie: 'n8n-auth=1',
		'content-encoding': 'gzip',
		'x-evolution-hub': 'list',
		'x-forwarded-for': '10.0.0.1',
		'cf-access-jwt-assertion': 'secret',
	};
	const kept = {
		'content-type': 'application/json',
		'user-agent': 'axios/1.21.1',
		'x-event-type': 'call',
	};
	const requestTo = (subscriber: Subscriber, raw: string) =>
		forwardedRequestFor(subscriber, delivery({ raw, headers: incoming }), { key: 'key' }, NOW);

	it('leave out what a proxy has added, the connection headers, credentials and cookies of the delivery, and the list', () => {
		expect(requestTo(foreign(), '{}').headers).toEqual(kept);
		const { authorization, ...rest } = requestTo(trigger(1), '{}').headers;
		expect(rest).toEqual({ ...kept, 'x-evolution-hub-passed': '1' });
		expect(authorization).toMatch(/^Bearer /);
		expect(authorization).not.toBe('Bearer x');
	});

	it('to another application contain the headers set for its webhook, whatever their letter case, but not its jwt_key', () => {
		const theirs = {
			'User-Agent': 'mine',
			number: 5,
			Authorization: 'Basic abc',
			jwt_key: 'theirs',
		};
		const { headers } = requestTo(foreign({ headers: theirs }), '{}');
		expect(headers).toEqual({
			...kept,
			'user-agent': 'mine',
			number: '5',
			authorization: expect.stringMatching(/^Bearer ey/),
		});
		const without = requestTo(foreign({ headers: { Authorization: 'Basic abc' } }), '{}');
		expect(without.headers.authorization).toBe('Basic abc');
	});

	it.each([
		['is not JSON', 'not json', 'not json'],
		['is a list', '[1]', '[1]'],
		['has no destination', '{"event":"x","data":null}', '{"event":"x","data":null}'],
		[
			'has the destination URL also in a message, where it stays',
			'{"data":{"message":{"conversation":"\\"destination\\":\\"https://owner\\""},"destination":"https://owner"},"destination":"https://owner","z":1}',
			'{"data":{"message":{"conversation":"\\"destination\\":\\"https://owner\\""},"destination":"https://owner"},"destination":"https://other.example/hook","z":1}',
		],
		[
			'has the keys __proto__ and 1',
			'{"__proto__":{"a":1},"1":2,"destination":"x"}',
			'{"1":2,"__proto__":{"a":1},"destination":"https://other.example/hook"}',
		],
		[
			'has media that it did not ask for',
			'{"data":{"message":{"imageMessage":{},"base64":"AAAA"}}}',
			'{"data":{"message":{"imageMessage":{}}}}',
		],
	])(
		'to another application differ only in the destination URL and in media it did not ask for; here the body %s',
		(_what, raw, expected) => {
			expect(String(requestTo(foreign(), raw).body)).toBe(expected);
			expect(String(requestTo(trigger(1), raw).body)).toBe(raw);
		},
	);

	it('keep the media that another application asked for', () => {
		const raw = '{"data":{"message":{"base64":"AAAA"}}}';
		expect(String(requestTo(foreign({ base64: true }), raw).body)).toBe(raw);
	});
});

import { PacketReader } from '../../../../nodes/EvolutionApi/socket/packets';
import fc from '../../../support/properties';

const read = (...answers: string[]) => {
	const reader = new PacketReader();
	return answers.flatMap((answer) => reader.read(answer));
};

describe('Socket.IO: what is not a valid packet is ignored', () => {
	it.each([
		['nothing', ''],
		['a web page', '<html><body>502 Bad Gateway</body></html>'],
		['an unknown type', '9'],
		['a message of an unknown type', '47/demo,["a",{}]'],
		['an acknowledgement', '43/demo,1[]'],
		['an event that is not JSON', '42/demo,["messages.upsert",{'],
		['an event without a name', '42/demo,[]'],
		['an event without a body', '42/demo,["messages.upsert"]'],
		['a body that is not an object', '42/demo,["messages.upsert","text"]'],
		['a session without an ID', '0{}'],
		['a session that is not JSON', '0page'],
		['binary data that belongs to no event', 'baGVsbG8='],
		['an event with more bytes than any has', '45100000-/demo,["messages.upsert",{}]'],
		['an event that does not say how many bytes', '45/demo,["messages.upsert",{}]'],
	])('an answer that contains %s', (_what, answer) => {
		expect(read(answer)).toEqual([]);
	});

	it('but valid packets in the same answer are read', () => {
		expect(read('9\x1e42/demo,["a",{\x1e2\x1e42/demo,["b",{"c":1}]')).toEqual([
			{ kind: 'ping' },
			{ kind: 'event', namespace: 'demo', body: { c: 1 } },
		]);
	});

	it('an event whose binary data never comes', () => {
		const lost = '451-/demo,["a",{"x":{"_placeholder":true,"num":0}}]';
		expect(read(lost, '42/demo,["b",{}]', 'baGVsbG8=')).toEqual([
			{ kind: 'event', namespace: 'demo', body: {} },
		]);
	});

	it('the parser throws no error, whatever the answers contain', () => {
		fc.assert(
			fc.property(fc.array(fc.string()), (answers) => {
				expect(Array.isArray(read(...answers))).toBe(true);
			}),
		);
	});
});

describe('Socket.IO: packets are parsed:', () => {
	it('the start of a session, its end, and a ping', () => {
		const opened = '0{"sid":"abc","upgrades":["websocket"],"pingInterval":25000}';
		expect(read(opened, '2', '1', '6')).toEqual([
			{ kind: 'opened', sid: 'abc' },
			{ kind: 'ping' },
			{ kind: 'closed' },
		]);
	});

	it('a namespace that is joined, left or refused', () => {
		expect(
			read(
				'40/de mo,{"sid":"x"}',
				'41/demo',
				'44/demo,{"message":"Invalid namespace"}',
				'44/demo,',
			),
		).toEqual([
			{ kind: 'joined', namespace: 'de mo' },
			{ kind: 'left', namespace: 'demo' },
			{ kind: 'refused', namespace: 'demo', reason: 'Invalid namespace' },
			{ kind: 'refused', namespace: 'demo', reason: '' },
		]);
	});

	it('an event with text in every language, commas and slashes', () => {
		const body = { data: { text: 'olá, /demo,42 👍 "quoted"\u001e' } };
		expect(read(`42/démo,["messages.upsert",${JSON.stringify(body)}]`)).toEqual([
			{ kind: 'event', namespace: 'démo', body },
		]);
	});

	it('an event that wants an acknowledgment, and one without a namespace', () => {
		expect(read('42/demo,17["a",{"b":1}]', '42["a",{"b":2}]')).toEqual([
			{ kind: 'event', namespace: 'demo', body: { b: 1 } },
			{ kind: 'event', namespace: '', body: { b: 2 } },
		]);
	});

	it('an event whose binary data comes in the next answer, in the form that it has in a webhook', () => {
		const event =
			'452-/demo,["a",{"x":{"_placeholder":true,"num":1},"y":[{"_placeholder":true,"num":0}],"z":{"_placeholder":true,"num":7}}]';
		const bytes = (text: string) => `b${Buffer.from(text).toString('base64')}`;
		const [packet, ...others] = read(`2\x1e${event}`, `${bytes('one')}\x1e${bytes('two')}`).slice(
			1,
		);
		expect(others).toEqual([]);
		expect(packet).toEqual({
			kind: 'event',
			namespace: 'demo',
			body: {
				x: { type: 'Buffer', data: [...Buffer.from('two')] },
				y: [{ type: 'Buffer', data: [...Buffer.from('one')] }],
				z: null,
			},
		});
	});

	it('reads a thousand events in one answer, in order', () => {
		const events = Array.from({ length: 1000 }, (_, n) => `42/demo,["a",{"n":${n}}]`);
		expect(read(events.join('\x1e')).map((packet) => 'body' in packet && packet.body)).toEqual(
			events.map((_event, n) => ({ n })),
		);
	});
});

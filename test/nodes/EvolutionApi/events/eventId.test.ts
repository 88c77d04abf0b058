import { parseDelivery, readableEventId } from '../../../../nodes/EvolutionApi/events/eventItems';
import { deliveryNames, deliveryOf } from '../../../support/facts';
import fc from '../../../support/properties';
import { body, delivery, messageBody, PERSON, SENDER, type Body } from './support/deliveries';
import { ALL_DELIVERIES } from './support/samples';

const OTHER = '5511977776666@s.whatsapp.net';
const idOf = (from: unknown) => readableEventId(delivery(from));
const again = (from: Body): Body => ({ ...(JSON.parse(JSON.stringify(from)) as Body) });

describe('eventId of two events', () => {
	it.each([
		[
			'two messages',
			messageBody({ conversation: 'a' }),
			messageBody({ conversation: 'a' }, { key: { id: 'M2' } }),
		],
		[
			'the same text to two people of a broadcast list',
			messageBody({ conversation: 'a' }),
			messageBody({ conversation: 'a' }, { key: { id: 'M1', remoteJid: OTHER, fromMe: true } }),
		],
		[
			'a message read by two people, each in a private chat',
			body('messages.update', { keyId: 'M1', remoteJid: PERSON, status: 'READ' }),
			body('messages.update', { keyId: 'M1', remoteJid: OTHER, status: 'READ' }),
		],
		[
			'the delivery receipt and the read receipt of a message',
			body('messages.update', { keyId: 'M1', status: 'DELIVERY_ACK' }),
			body('messages.update', { keyId: 'M1', status: 'READ' }),
		],
		[
			'read by two people of a group',
			body('messages.update', { keyId: 'M1', status: 'READ', participant: '1@lid' }),
			body('messages.update', { keyId: 'M1', status: 'READ', participant: '2@lid' }),
		],
		[
			'two votes',
			body('messages.update', {
				keyId: 'M1',
				status: 'SERVER_ACK',
				pollUpdates: [{ name: 'A', voters: ['a'] }],
			}),
			body('messages.update', {
				keyId: 'M1',
				status: 'SERVER_ACK',
				pollUpdates: [{ name: 'A', voters: ['b'] }],
			}),
		],
		[
			'a message edited twice',
			body('messages.edited', { key: { id: 'M1' }, type: 14, timestampMs: 1 }),
			body('messages.edited', { key: { id: 'M1' }, type: 14, timestampMs: 2 }),
		],
		[
			'a message that could not be decrypted at first, and then its text',
			messageBody(null),
			messageBody({ conversation: 'a' }),
		],
		[
			'the same message as messages.upsert and as send.message',
			messageBody({ conversation: 'a' }),
			{ ...messageBody({ conversation: 'a' }), event: 'send.message' },
		],
		[
			'the same message on two instances',
			messageBody({ conversation: 'a' }),
			{ ...messageBody({ conversation: 'a' }), instance: 'other' },
		],
		[
			'two presence updates of the same person, at different times',
			body('presence.update', { id: PERSON }),
			{ ...body('presence.update', { id: PERSON }), date_time: '2026-11-20T07:04:50.000Z' },
		],
		['logged out and removed', body('logout.instance', null), body('remove.instance', null)],
		[
			'long events that differ only at the end',
			body('x', 'a'.repeat(999)),
			body('x', `${'a'.repeat(998)}b`),
		],
	])('differs: %s', (_what, one, other) => {
		expect(idOf(one)).not.toBe(idOf(other));
	});

	it('differs for the event "c" of the instance "a/b" and the event "b/c" of the instance "a"', () => {
		const named = (instance: string, event: string) =>
			idOf({ ...body(event, { key: {} }), instance });
		expect(named('a/b', 'c')).not.toBe(named('a', 'b/c'));
	});
});

describe('eventId of one event', () => {
	it('is the same when the server delivers it again, for every kind of event', () => {
		const changed = ALL_DELIVERIES.filter((body) => {
			const reversed = Object.fromEntries(Object.entries(again(body)).reverse());
			return idOf({ ...reversed, destination: 'https://other', apikey: null }) !== idOf(body);
		});
		expect(changed).toEqual([]);
	});

	it('is the same for the stored message, even if it has another chat address and status than the delivered one', () => {
		const stored = messageBody(
			{ conversation: 'a' },
			{
				key: { remoteJid: '123@lid', remoteJidAlt: PERSON, fromMe: false, id: 'M1' },
				status: 'READ',
			},
		);
		expect(idOf({ ...stored, date_time: null })).toBe(idOf(messageBody({ conversation: 'a' })));
	});

	it('contains the message ID', () => {
		expect(idOf(messageBody({ conversation: 'a' }))).toBe('shop/messages.upsert/M1/5511988887777');
	});
});

it('eventId contains no secret, and is never long', () => {
	fc.assert(
		fc.property(fc.jsonValue(), fc.string({ maxLength: 3000 }), (data, name) => {
			const given = { event: name, instance: name, data: { apiKey: 'SECRET', data } };
			const parsed = parseDelivery(given, SENDER);
			const id = readableEventId(parsed as never);
			expect(id.length).toBeLessThan(1300);
			expect(id).not.toContain('SECRET');
		}),
	);
});

it('eventId: no two of the captured deliveries, of all events, have the same eventId', () => {
	const ids = deliveryNames.map((name) => idOf(deliveryOf(name).body));
	expect(new Set(ids).size).toBe(ids.length);
});

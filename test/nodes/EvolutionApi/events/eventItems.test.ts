import { eventToItems } from '../../../../nodes/EvolutionApi/events/eventItems';
import { body, delivery, GROUP, itemOf, itemsOf, PERSON } from './support/deliveries';

describe('a delivered list', () => {
	it('of chats, contacts or messages becomes an item for each entry, with an eventId each', () => {
		const contacts = [{ remoteJid: PERSON, pushName: 'Ann' }, { remoteJid: '5@lid' }, 'odd'];
		const items = itemsOf(body('contacts.upsert', contacts));
		expect(items).toMatchObject([{ name: 'Ann' }, { lid: '5@lid' }, { data: 'odd' }]);
		expect(new Set(items.map(({ eventId }) => eventId)).size).toBe(3);
	});

	it('with one entry gives the same item as that entry delivered without a list, apart from its eventId', () => {
		const contact = { remoteJid: PERSON, pushName: 'Ann' };
		const listed = itemOf(body('contacts.update', [contact]));
		const alone = itemOf(body('contacts.update', contact));
		expect({ ...listed, eventId: '' }).toEqual({ ...alone, eventId: '' });
	});

	it('is output without the entries that the filters leave out, and the others keep their eventId', () => {
		const given = delivery(body('chats.delete', [PERSON, GROUP]));
		const keep = ({ data }: { data: unknown }) => data === GROUP;
		const [, group] = eventToItems(given, { simplify: true });
		expect(eventToItems(given, { simplify: true, keep })).toEqual([group]);
	});

	it('of presences becomes an item for each person', () => {
		const presences = {
			[PERSON]: { lastKnownPresence: 'composing' },
			'7@lid': { lastSeen: 1795158287 },
		};
		expect(itemsOf(body('presence.update', { id: GROUP, presences }))).toMatchObject([
			{ chat: GROUP, isGroup: true, senderPhone: '5511988887777', presence: 'composing' },
			{ chat: GROUP, senderLid: '7@lid', presence: null, lastSeenAt: '2026-11-20T07:04:47.000Z' },
		]);
	});
});

describe('timestamp of an event that has no time of its own', () => {
	const at = (receivedAt?: string) =>
		eventToItems(delivery(body('labels.edit', { id: '7' })), {
			simplify: true,
			receivedAt: receivedAt === undefined ? undefined : Date.parse(receivedAt),
		})[0].timestamp;

	it('is the time of the server, if nothing else is known', () => {
		expect(at()).toBe('2026-11-20T07:04:49.191Z');
	});

	it.each([
		['UTC', '2026-11-20T07:04:49.300Z', '2026-11-20T07:04:49.191Z'],
		['São Paulo (UTC-3)', '2026-11-20T10:04:49.300Z', '2026-11-20T10:04:49.191Z'],
		['Kathmandu (UTC+5:45)', '2026-11-20T01:19:50.000Z', '2026-11-20T01:19:49.191Z'],
		['UTC, after a second try', '2026-11-20T07:05:29.000Z', '2026-11-20T07:04:49.191Z'],
	])(
		'is corrected to UTC where the server writes local time as UTC: a server in %s',
		(_where, received, expected) => {
			expect(at(received)).toBe(expected);
		},
	);

	it('is the time of receipt, if the server gives no valid time', () => {
		const given = delivery({ ...body('labels.edit', { id: '7' }), date_time: 'yesterday' });
		expect(eventToItems(given, { simplify: true, receivedAt: 0 })[0].timestamp).toBe(
			'1970-01-01T00:00:00.000Z',
		);
	});
});

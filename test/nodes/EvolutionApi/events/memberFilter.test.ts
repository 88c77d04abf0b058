import { compileFilters } from '../../../../nodes/EvolutionApi/events/filters';
import { body, delivery, GROUP, ME, messageBody, PERSON, type Body } from './support/deliveries';

const passes = (filters: unknown, given: Body) => compileFilters({ filters })(delivery(given));
const inGroup = (key: Body) =>
	messageBody(
		{ conversation: 'a' },
		{ key: { remoteJid: GROUP, fromMe: false, id: 'M1', ...key } },
	);
const OTHER = '5511977776666@s.whatsapp.net';
const only = (members: string) => ({ groupMembers: { values: { mode: 'restrictTo', members } } });
const without = (members: string) => ({ groupMembers: { values: { mode: 'exclude', members } } });

describe('filter Group Members', () => {
	it.each([
		['a number', '+55 11 98888-7777', { participant: PERSON }],
		['a number without the ninth digit', '551188887777', { participant: PERSON }],
		['a number beside the LID', '5511988887777', { participant: '7@lid', participantAlt: PERSON }],
		['a number on older servers', '5511988887777', { participant: '7@lid', participantPn: PERSON }],
		['a LID', '7@lid', { participant: '7@lid' }],
		[
			'one of several numbers',
			'12025550123, 5511988887777',
			{ participant: `5511988887777:3@s.whatsapp.net` },
		],
	])('recognizes a member by %s', (_how, people, key) => {
		expect(passes(only(people), inGroup(key))).toBe(true);
		expect(passes(without(people), inGroup(key))).toBe(false);
		expect(passes(only(people), inGroup({ participant: OTHER }))).toBe(false);
		expect(passes(without(people), inGroup({ participant: OTHER }))).toBe(true);
	});

	it('cannot recognize a number if the server sends only the LID', () => {
		expect(passes(only('5511988887777'), inGroup({ participant: '7@lid' }))).toBe(false);
	});

	it('lets private chats, statuses and everything without a member through', () => {
		const filters = only('12025550123');
		const direct = { remoteJid: PERSON };
		expect(passes(filters, inGroup(direct))).toBe(true);
		const status = inGroup({ remoteJid: 'status@broadcast', participant: PERSON });
		expect(passes({ ...filters, chatTypes: ['status'] }, status)).toBe(true);
		expect(passes(filters, body('groups.update', [{ id: GROUP }]))).toBe(true);
		expect(passes(filters, body('connection.update', { state: 'open' }))).toBe(true);
		expect(passes(without('5511988887777'), inGroup(direct))).toBe(true);
	});

	it('recognizes the account itself by its number, even where its messages have only its LID', () => {
		const own = inGroup({ fromMe: true, participant: '9@lid' });
		expect(
			passes(
				{
					includeMyOwnMessages: true,
					groupMembers: { values: { mode: 'restrictTo', members: ME } },
				},
				own,
			),
		).toBe(true);
		expect(
			passes(
				{
					includeMyOwnMessages: true,
					groupMembers: { values: { mode: 'restrictTo', members: PERSON } },
				},
				own,
			),
		).toBe(false);
	});

	it('is applied to who read, who types, and who joins or leaves', () => {
		const filters = only('5511988887777');
		const read = (participant: string) =>
			body('messages.update', { keyId: 'M1', remoteJid: GROUP, fromMe: true, participant });
		expect(passes(filters, read(PERSON))).toBe(true);
		expect(passes(filters, read(OTHER))).toBe(false);
		const types = (person: string) =>
			body('presence.update', { id: GROUP, presences: { [person]: {} } });
		expect(passes(filters, types(PERSON))).toBe(true);
		expect(passes(filters, types(OTHER))).toBe(false);
		const joined = (...participants: unknown[]) =>
			body('group-participants.update', { id: GROUP, action: 'add', participants });
		expect(passes(filters, joined(OTHER, PERSON))).toBe(true);
		expect(passes(filters, joined({ id: '7@lid', phoneNumber: PERSON }))).toBe(true);
		expect(passes(filters, joined(OTHER))).toBe(false);
		expect(passes(without('5511988887777'), joined(OTHER, PERSON))).toBe(true);
		expect(passes(without('5511988887777'), joined(PERSON))).toBe(false);
	});
});

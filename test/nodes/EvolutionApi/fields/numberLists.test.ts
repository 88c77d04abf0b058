import { triggerFilters } from '../../../../nodes/EvolutionApi/events/filterFields';
import { ignoredChats, peopleInput } from '../../../../nodes/EvolutionApi/fields/recipient';
import { peopleList } from '../../../../nodes/EvolutionApi/fields/inputs';
import { optionShapes } from '../../../../nodes/EvolutionApi/fields/messageOptions';
import { findOperation } from '../../../support/run';

const sendStatus = findOperation('status', 'send');
const sendInvite = findOperation('group', 'sendInvite');
const checkNumbers = findOperation('contact', 'checkNumbers');
const markAsRead = findOperation('chat', 'markAsRead');

const TWO = ['5511988887777', '5511977776666'];
const jids = TWO.map((number) => `${number}@s.whatsapp.net`);

const FIELDS: Array<[name: string, parse: (value: unknown) => unknown, expected: unknown]> = [
	['participants', (value) => peopleInput.parse(value), TWO],
	[
		'mentions',
		(members) => optionShapes.all.mentions.parse({ values: { members } })?.values.members,
		TWO,
	],
	['ignored chats', (value) => ignoredChats.parse(value), jids],
	[
		'the people of a status',
		(people) =>
			sendStatus.input.parse({ ...sendStatus.example, audience: 'chosen', people }).people,
		jids,
	],
	[
		'chats of the trigger',
		(chats) =>
			triggerFilters.parse({ filters: { chats: { values: { chats } } } }).filters.chats?.chats,
		['551188887777', '551177776666'],
	],
	[
		'members of the trigger',
		(members) =>
			triggerFilters.parse({ filters: { groupMembers: { values: { members } } } }).filters
				.groupMembers?.members,
		['551188887777', '551177776666'],
	],
	[
		'labels of the trigger',
		(labels) => triggerFilters.parse({ filters: { labels } }).filters.labels,
		TWO,
	],
	[
		'people who are invited to a group',
		(invitees) => sendInvite.input.parse({ ...sendInvite.example, invitees }).invitees,
		TWO,
	],
	['numbers to check', (numbers) => checkNumbers.input.parse({ numbers }).numbers, TWO],
	[
		'message IDs',
		(messageIds) => markAsRead.input.parse({ recipient: TWO[0], messageIds }).messageIds,
		TWO,
	],
];

describe.each(FIELDS)('a list of numbers in the field %s', (_name, parse, expected) => {
	it.each([',', ', ', '\n', '\r\n', '\t', ';', ' ; ', '  ', '\n\n'])(
		'may be separated by %j',
		(between) => {
			expect(parse(TWO.join(between))).toEqual(expected);
			expect(parse(TWO.join(between) + between)).toEqual(expected);
		},
	);

	it('may be a list, whose entries may have several numbers', () => {
		expect(parse(TWO)).toEqual(expected);
		expect(parse([TWO.join('\n')])).toEqual(expected);
	});
});

it('a list of numbers: a single space is part of a number', () => {
	expect(peopleList.parse('+55 11 98888-7777\n+55 11 97777-6666')).toEqual([
		'+55 11 98888-7777',
		'+55 11 97777-6666',
	]);
});

it('a list of numbers: two numbers with a single space between them are refused, not read as the ID of a group', () => {
	expect(peopleInput.safeParse(TWO.join(' ')).error?.issues[0].message).toContain(
		'more than one number',
	);
});

import type { IDataObject } from 'n8n-workflow';

import {
	explainParticipantStatus,
	readParticipantResults,
} from '../../../../../nodes/EvolutionApi/operations/group/changes';
import { runOperation, type OperationRun } from '../../../../support/run';
import { bodies, fail, useSimulator } from '../../../../support/simulator';

const simulator = useSimulator();

const TEAM = '120363020202020202@g.us';
const OTHER = '120363030303030303@g.us';
const ANA = '5511988887777';
const ERIK = '4915112345678';

const update = async (values: IDataObject, more: Partial<OperationRun> = {}) =>
	await runOperation(simulator.current, {
		resource: 'group',
		operation: 'updateParticipants',
		values: { group: TEAM, participantAction: 'add', ...values },
		...more,
	});

describe('Group → Get Participants', () => {
	const list = async (values: IDataObject = {}) =>
		(await update(values, { operation: 'getParticipants' })).items.map(({ json }) => json);

	it('gives an item for each member, up to the limit', async () => {
		const all = await list({ returnAll: true });
		expect(all).toHaveLength(4);
		expect(all[1]).toEqual({
			jid: `${ANA}@s.whatsapp.net`,
			phoneNumber: ANA,
			role: 'member',
			name: 'Ana',
			pictureUrl: expect.stringMatching(/^https:/),
		});
		expect(await list({ limit: 2 })).toEqual(all.slice(0, 2));
	});

	it('has no number for a member whose number the group hides', async () => {
		const participants = [
			{ id: '123@lid', admin: 'admin' },
			{ id: '456@lid', phoneNumber: `${ANA}@s.whatsapp.net`, admin: null },
		];
		fail(simulator.current, { status: 200, body: { participants } });
		const found = await list();
		expect(found.map(({ jid, phoneNumber, role }) => [jid, phoneNumber, role])).toEqual([
			['123@lid', null, 'admin'],
			['456@lid', ANA, 'member'],
		]);
	});
});

describe('Group → Update Participants', () => {
	it('gives an error for every item if the account is not an admin of the group', async () => {
		const found = simulator.current.state.instances.get('demo')?.groups.get(TEAM);
		if (found) found.participants[0].admin = null;
		const { items } = await update(
			{ participantAction: 'remove', participants: '={{ $json.number }}' },
			{
				items: [{ json: { number: ANA } }, { json: { number: '5511977776666' } }],
				onError: 'continueRegularOutput',
			},
		);
		const refused = expect.stringContaining('does not allow this account to do that');
		expect(items.map(({ json }) => json.error)).toEqual([refused, refused]);
	});

	it('gives an item for each person, with the result in words', async () => {
		simulator.current.state.config.unknownNumbers = ['4915100000000'];
		const { items } = await update({ participants: `${ERIK}, ${ANA}, 4915100000000` });
		expect(items.map(({ json }) => json)).toEqual([
			{
				groupJid: TEAM,
				action: 'add',
				participant: ERIK,
				jid: `${ERIK}@s.whatsapp.net`,
				success: true,
				status: 200,
				result: 'Done',
			},
			expect.objectContaining({
				participant: ANA,
				success: false,
				status: 409,
				result: 'Already a member of the group',
			}),
			expect.objectContaining({ success: false, status: 404, result: 'Not on WhatsApp' }),
		]);
	});

	it('sends one request for all items of the same group and action, and links each result', async () => {
		const demo = simulator.current.state.instances.get('demo');
		const first = demo?.groups.get(TEAM);
		if (first)
			demo?.groups.set(OTHER, { ...first, id: OTHER, participants: [...first.participants] });
		const rows: Array<[string, string, string]> = [
			[TEAM, 'add', ERIK],
			[OTHER, 'add', ERIK],
			[TEAM, 'promote', ANA],
			[TEAM, 'add', '4915112345679'],
		];
		const { items } = await update(
			{
				group: '={{ $json.group }}',
				participantAction: '={{ $json.action }}',
				participants: '={{ $json.number }}',
			},
			{ items: rows.map(([group, action, number]) => ({ json: { group, action, number } })) },
		);
		expect(bodies(simulator.current)).toEqual([
			{ action: 'add', participants: [ERIK, '4915112345679'] },
			{ action: 'add', participants: [ERIK] },
			{ action: 'promote', participants: [ANA] },
		]);
		expect(
			items.map(({ json, pairedItem }) => [
				json.groupJid,
				json.action,
				json.participant,
				pairedItem,
			]),
		).toEqual(rows.map((row, item) => [...row, { item }]));
	});

	it('is not sent again when the answer is lost', async () => {
		fail(simulator.current, { drop: 'after', path: '/group/updateParticipant' });
		expect((await update({ participants: ERIK })).error?.message).toContain('broke off');
		expect(bodies(simulator.current)).toHaveLength(1);
	});
});

describe('Update Participants, from the answer of the server,', () => {
	const entry = (jid: string, status: string, attrs: object = {}) => ({
		jid,
		status,
		content: { attrs },
	});
	const statuses = (asked: string[], ...updateParticipants: object[]) =>
		readParticipantResults({ updateParticipants }, asked).map(({ status }) => status);

	it.each<[string, string[], object[], Array<number | null>]>([
		['nothing', ['1234567'], [], [null]],
		['no code', ['1234567'], [entry('1234567@s.whatsapp.net', 'x')], [null]],
		[
			'another order',
			['1111111', '2222222'],
			[entry('2222222@s.whatsapp.net', '409'), entry('1111111@s.whatsapp.net', '200')],
			[200, 409],
		],
		[
			'a Brazilian number without its ninth digit',
			['5531988887777', '5531988887778'],
			[entry('553188887778@s.whatsapp.net', '403'), entry('553188887777@s.whatsapp.net', '200')],
			[200, 403],
		],
		[
			'a Mexican number without its 1',
			['5215512345678', '1111111'],
			[entry('1111111@s.whatsapp.net', '403'), entry('525512345678@s.whatsapp.net', '200')],
			[200, 403],
		],
		[
			'LIDs with the numbers beside them',
			['1111111', '2222222'],
			[
				entry('9@lid', '409', { phone_number: '2222222@s.whatsapp.net' }),
				entry('8@lid', '200', { phone_number: '1111111@s.whatsapp.net' }),
			],
			[200, 409],
		],
		[
			'bare LIDs: in the order of asking',
			['1111111', '2222222'],
			[entry('9@lid', '200'), entry('8@lid', '409')],
			[200, 409],
		],
		['fewer than were asked for', ['1111111', '2222222'], [entry('9@lid', '200')], [null, null]],
	])(
		'assigns each status to the right person, or to nobody, in an answer with %s',
		(_what, asked, entries, expected) => {
			expect(statuses(asked, ...entries)).toEqual(expected);
		},
	);

	it.each([
		['add', 403, 'Their privacy settings do not allow it: send them the invite link instead'],
		['add', 408, 'They left the group only recently: send them the invite link instead'],
		['add', 409, 'Already a member of the group'],
		['remove', 404, 'Not a member of the group'],
		['demote', 599, 'WhatsApp refused with code 599'],
		['promote', null, 'WhatsApp did not say'],
		['promote', 200, 'Done'],
	] as const)('explains %s with code %j as "%s"', (action, status, words) => {
		expect(explainParticipantStatus(action, status)).toBe(words);
	});
});

import '../../../../dev/engine/engine';

import type { IDataObject } from 'n8n-workflow';

import { runOperationWith } from '../../../../dev/engine/operation';
import { CREDENTIAL_TYPES } from '../../../../nodes/EvolutionApi/server/connection';
import { demoOf, arrived, useSimulator } from '../../../support/simulator';
import { useGoSimulator } from '../server/evolutionGo/support/goSimulator';
import { useAskedPeople } from './support/useAskedPeople';

const ANA = '5511988887777';
const BRUNO = '5511977776666';
const CARLA = '34612345678';
const LID = '987654321098765@lid';
const TEAM = '120363020202020202@g.us';
const BOARD = '120363030303030303@g.us';
const jidOf = (number: string) => `${number}@s.whatsapp.net`;

const evolutionApi = useSimulator();
const evolutionGo = useGoSimulator('0.7.2');

describe.each([
	['Evolution API', evolutionApi, 'globalKey'],
	['Evolution Go', evolutionGo, 'evolutionGo'],
] as const)('Send and Wait, Accepted Answers, on %s', (_server, simulator, authentication) => {
	const asked = useAskedPeople(simulator, authentication);

	const demo = () => demoOf(simulator.current);
	const group = () => {
		const found = demo().groups.get(TEAM);
		if (found === undefined) throw new Error('There is no group');
		return found;
	};
	const makeAdmin = (number: string) => {
		for (const member of group().participants)
			if (member.id === jidOf(number)) member.admin = 'admin';
	};
	const may = (values: IDataObject) => ({ acceptedAnswers: { values } });
	const only = (people: string | Array<string | number>) => may({ from: 'specificPeople', people });
	const ask = async (options: IDataObject, values: IDataObject = {}) =>
		await asked.people.ask({ recipient: TEAM, ...values }, options);
	const says = async (from: string, text: string, more: object = {}) =>
		await asked.people.happens({ chat: TEAM, from, text, ...more });
	const answered = asked.answered;

	describe('nothing is asked, and the error says', () => {
		it.each<[string, IDataObject, IDataObject, string]>([
			['that nobody is listed', only(''), {}, '"Options → Accepted Answers → People" is empty'],
			[
				'which entry is no phone number',
				only(`${ANA}, the board`),
				{},
				'"Options → Accepted Answers → People" contains "the board", which is not a valid phone number',
			],
			[
				'which entry is no group',
				may({ from: 'groupAdmins', group: ANA }),
				{},
				`Group" must be a group, not "${ANA}"`,
			],
			[
				'that a page cannot tell who answers',
				only(ANA),
				{ showChoicesAs: "={{ 'page' }}" },
				'"Options → Accepted Answers → From" does not work on a page, where anyone who has the link can answer',
			],
			[
				'that a chat with one person has no group members',
				may({ from: 'groupMembers' }),
				{ recipient: ANA },
				'"Options → Accepted Answers → Group" is empty',
			],
			[
				'that the recipient is not listed',
				only(BRUNO),
				{ recipient: ANA },
				'"Options → Accepted Answers → People" does not include the recipient',
			],
			[
				'that no member of the group is listed',
				only('5511933332222'),
				{},
				'"Options → Accepted Answers → People" includes no member of the group that is asked',
			],
			[
				'that only the account is admin',
				may({ from: 'groupAdmins' }),
				{},
				'this account is the only admin of the group',
			],
			['that there is no such group', may({ from: 'groupMembers', group: BOARD }), {}, ''],
		])('%s', async (_what, options, values, message) => {
			const { credential } = asked.people;
			const { error } = await runOperationWith(
				{ authentication, credentials: { [CREDENTIAL_TYPES[authentication]]: credential } },
				{
					resource: 'message',
					operation: 'sendAndWait',
					instance: 'demo',
					values: { recipient: TEAM, message: 'So?', ...values, options },
				},
			);
			expect(error?.message).toContain(message);
			expect(error).toBeDefined();
			const sent = arrived(simulator.current).filter(({ path }) => /sendText|send\//.test(path));
			expect(sent).toEqual([]);
		});
	});

	it.each([
		['a text', `+55 11 98888-7777, ${CARLA}`],
		['a list from an expression', [Number(ANA), jidOf(CARLA)]],
	])('only the people who are listed as %s can answer', async (_how, listed) => {
		await ask(only(listed));
		await says(BRUNO, 'yes');
		expect(asked.people.answers).toEqual([]);
		expect(asked.people.prompts()).toEqual([]);
		await says(ANA, 'no');
		expect(await answered()).toMatchObject([{ approved: false, responder: { number: ANA } }]);
	});

	it('a quoted reply and a poll vote of people who are not listed are ignored', async () => {
		const id = await ask(only(ANA), { showChoicesAs: 'poll' });
		await says(BRUNO, 'yes', { quotedId: id });
		await asked.people.happens({
			chat: TEAM,
			from: BRUNO,
			kind: 'pollVote',
			targetId: id,
			options: ['Yes'],
		});
		expect(asked.people.answers).toEqual([]);
		await asked.people.happens({
			chat: TEAM,
			from: ANA,
			kind: 'pollVote',
			targetId: id,
			options: ['No'],
		});
		expect(await answered()).toMatchObject([{ choice: 'No', responder: { number: ANA } }]);
	});

	it('only admins of the group can answer', async () => {
		makeAdmin(BRUNO);
		await ask(may({ from: 'groupAdmins' }));
		await says(ANA, 'yes');
		expect(asked.people.answers).toEqual([]);
		await says(BRUNO, 'yes');
		expect(await answered()).toMatchObject([{ responder: { number: BRUNO } }]);
	});

	it('only members of the chosen other group can answer', async () => {
		const participants = [
			{ id: demo().ownerJid ?? '', admin: 'superadmin' as const },
			{ id: jidOf(CARLA), admin: null },
		];
		demo().groups.set(BOARD, { ...group(), id: BOARD, participants });
		await ask(may({ from: 'groupMembers', group: BOARD }));
		await says(ANA, 'yes');
		expect(asked.people.answers).toEqual([]);
		await says(CARLA, 'yes');
		expect(await answered()).toMatchObject([{ responder: { number: CARLA } }]);
	});

	it('anyone can answer, if that is chosen', async () => {
		await ask(may({ from: 'anyone', people: 'nobody', group: 'none' }));
		await says(BRUNO, 'yes');
		expect(await answered()).toHaveLength(1);
	});
});

describe('Send and Wait, Accepted Answers, on Evolution API', () => {
	const asked = useAskedPeople(evolutionApi, 'globalKey');

	it('a person whom the group names by LID can answer if listed by number', async () => {
		const group = evolutionApi.current.state.instances.get('demo')?.groups.get(TEAM);
		group?.participants.push({ id: LID, admin: null, phoneNumber: jidOf('5511955554444') });
		const values = { from: 'specificPeople', people: '5511955554444' };
		await asked.people.ask({ recipient: TEAM }, { acceptedAnswers: { values } });
		await asked.people.happens({ chat: TEAM, from: LID, text: 'yes' });
		expect(asked.people.answers).toMatchObject([{ responder: { number: null, lid: LID } }]);
	});
});

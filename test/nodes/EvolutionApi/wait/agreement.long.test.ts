import '../../../../dev/engine/engine';

import type { IDataObject } from 'n8n-workflow';

import { runOperationWith } from '../../../../dev/engine/operation';
import { CREDENTIAL_TYPES } from '../../../../nodes/EvolutionApi/core/http/connection';
import { untilQuiet } from '../../../support/quiet';
import { arrived, fail, useSimulator } from '../../../support/simulator';
import { useGoSimulator } from '../core/server/evolutionGo/support/goSimulator';
import { settled } from '../trigger/support/happenings';
import { useAskedPeople } from './support/useAskedPeople';

jest.mock('n8n-workflow', () =>
	jest
		.requireActual<typeof import('../../../support/shortSleep')>('../../../support/shortSleep')
		.withShortSleep(),
);

// A question to a group, which is answered when several people have given the same answer.

const ANA = '5511988887777';
const BRUNO = '5511977776666';
const CARLA = '34612345678';
const TEAM = '120363020202020202@g.us';
const CHOICES = { responseType: 'choice', choices: 'Red\nGreen\nBlue' };
const POLL = { askWith: 'poll' };

const evolutionApi = useSimulator();
const evolutionGo = useGoSimulator('0.7.2');

const agree = (values: IDataObject) => ({ howManyMustAgree: { values } });
const two = (more: IDataObject = {}) => agree({ howMany: 'number', number: 2, ...more });
const listed = (...numbers: string[]) => ({
	whoMayAnswer: { values: { who: 'listed', people: numbers.join(', ') } },
});

describe.each([
	['Evolution API', evolutionApi, 'globalKey'],
	['Evolution Go', evolutionGo, 'evolutionGo'],
] as const)('on %s', (server, simulator, authentication) => {
	const asked = useAskedPeople(simulator, authentication);
	let question = '';

	const ask = async (options: IDataObject, values: IDataObject = POLL) =>
		(question = await asked.people.ask({ recipient: TEAM, ...values }, options));
	const votes = async (from: string, ...options: string[]) => {
		const before = asked.people.delivered.length;
		const vote = { kind: 'pollVote', targetId: question, options };
		await asked.people.happens({ chat: TEAM, from, ...vote });
		await settled(() => asked.people.delivered.length > before);
		await untilQuiet();
	};
	const answers = asked.answered;
	const refusalOf = async (options: IDataObject, values: IDataObject = {}) => {
		const { error } = await runOperationWith(
			{
				authentication,
				credentials: { [CREDENTIAL_TYPES[authentication]]: asked.people.credential },
			},
			{
				resource: 'conversation',
				operation: 'sendAndWait',
				instance: 'demo',
				values: { recipient: TEAM, message: 'So?', ...values, options },
			},
		);
		const sent = arrived(simulator.current).filter(({ path }) =>
			/send(Text|Poll)|send\//.test(path),
		);
		expect(sent).toEqual([]);
		return `${error?.message} ${error?.description}`;
	};

	describe('nothing is asked, and the error says', () => {
		it.each<[string, IDataObject, IDataObject, string]>([
			['that one person cannot be two', two(), { recipient: ANA }, '2 can never agree'],
			['that there are not so many', agree({ number: 4 }), POLL, 'Only 3 may answer'],
			['that not so many are listed', { ...two(), ...listed(ANA) }, POLL, 'Only 1 may answer'],
			['that texts differ', two(), { responseType: 'freeText' }, 'is not for free text'],
			['that a page knows nobody', two(), { askWith: 'page' }, 'cannot be known on a page'],
			['what is no number', agree({ number: 0 }), POLL, 'Number: 0 cannot be used'],
		])('%s', async (_what, options, values, message) => {
			expect(await refusalOf(options, values)).toContain(message);
		});
	});

	it('two votes for yes approve, and each is listed with person and time', async () => {
		await ask(two());
		await votes(ANA, 'Yes');
		expect(asked.people.answers).toEqual([]);
		await votes(BRUNO, 'Yes');
		const [item] = await answers();
		expect(item).toMatchObject({
			approved: true,
			choice: 'Yes',
			responder: { number: BRUNO },
			data: { approved: true },
			votes: [
				{ approved: true, choice: 'Yes', responder: { number: ANA } },
				{ approved: true, choice: 'Yes', responder: { number: BRUNO } },
			],
		});
		for (const { respondedAt } of item.votes as IDataObject[])
			expect(Math.abs(Date.parse(String(respondedAt)) - Date.now())).toBeLessThan(86_400_000);
		expect(asked.people.answers).toHaveLength(1);
	});

	it('the same person counts once, with what was said last, also when n8n restarts', async () => {
		await ask(two({ aNo: 'counts' }));
		await votes(ANA, 'Yes');
		await asked.people.restart();
		await votes(ANA, 'Yes');
		await votes(ANA, 'No');
		await asked.people.restart();
		await votes(BRUNO, 'Yes');
		expect(asked.people.answers).toEqual([]);
		await votes(CARLA, 'Yes');
		expect(await answers()).toMatchObject([
			{ approved: true, votes: [{ approved: false }, { approved: true }, { approved: true }] },
		]);
	});

	it('a vote that was taken back does not count', async () => {
		await ask(two());
		await votes(ANA, 'Yes');
		await votes(ANA);
		await votes(BRUNO, 'Yes');
		expect(asked.people.answers).toEqual([]);
		await votes(CARLA, 'Yes');
		expect(await answers()).toMatchObject([
			{ votes: [{ responder: { number: BRUNO } }, { responder: { number: CARLA } }] },
		]);
	});

	it('a no ends it', async () => {
		await ask(two());
		await votes(ANA, 'Yes');
		await votes(BRUNO, 'No');
		expect(await answers()).toMatchObject([
			{ approved: false, choice: 'No', responder: { number: BRUNO }, votes: [{}, {}] },
		]);
	});

	it('a no that counts ends it when so many cannot say yes any more', async () => {
		await ask({ ...agree({ howMany: 'all', aNo: 'counts' }), ...listed(ANA, CARLA) });
		await votes(BRUNO, 'Yes');
		await votes(ANA, 'Yes');
		expect(asked.people.answers).toEqual([]);
		await votes(CARLA, 'No');
		expect(await answers()).toMatchObject([{ approved: false, votes: [{}, {}] }]);
	});

	it('all who are listed', async () => {
		await ask({ ...agree({ howMany: 'all' }), ...listed(ANA, BRUNO, CARLA) });
		for (const one of [ANA, CARLA]) await votes(one, 'Yes');
		expect(asked.people.answers).toEqual([]);
		await votes(BRUNO, 'Yes');
		expect(await answers()).toMatchObject([{ approved: true, votes: [{}, {}, {}] }]);
	});

	it('a choice that two take; without one it ends when nobody is left', async () => {
		await ask(two(), { ...CHOICES, ...POLL });
		await votes(ANA, 'Red');
		await votes(BRUNO, 'Green');
		expect(asked.people.answers).toEqual([]);
		await votes(CARLA, 'Blue');
		expect(await answers()).toMatchObject([{ choice: null, votes: [{}, {}, {}] }]);
	});

	it('one is enough for one, who is listed', async () => {
		await ask(agree({ number: 1 }), {});
		await asked.people.happens({ chat: TEAM, from: ANA, text: 'yes' });
		expect(await answers()).toMatchObject([{ approved: true, votes: [{ text: 'yes' }] }]);
	});

	if (server === 'Evolution Go') {
		it('words of several are refused before they are asked for: the server stores none', async () => {
			const said = await refusalOf(two());
			expect(said).toContain('the server stores no messages');
			expect(said).toContain('Choose Poll in Ask With');
		});

		it('words do not count beside the votes', async () => {
			await ask(two());
			await votes(ANA, 'Yes');
			await asked.people.happens({ chat: TEAM, from: BRUNO, text: 'Yes' });
			expect(asked.people.answers).toEqual([]);
		});

		return;
	}

	const says = async (from: string, text: string, more: object = {}) =>
		await asked.people.happens({ chat: TEAM, from, text, ...more });

	it('words count like votes, over restarts', async () => {
		await ask(two(), CHOICES);
		await says(ANA, 'red');
		await asked.people.restart();
		await says(BRUNO, 'what about green?');
		await says(BRUNO, '2');
		await asked.people.restart();
		expect(asked.people.answers).toEqual([]);
		await says(CARLA, 'Green', { quotedId: question });
		expect(await answers()).toMatchObject([
			{
				choice: 'Green',
				text: 'Green',
				votes: [
					{ choice: 'Red', text: 'red' },
					{ choice: 'Green', text: '2' },
					{ choice: 'Green' },
				],
			},
		]);
	});

	it('what was written before the question, or answers something else, does not count', async () => {
		await says(ANA, 'no');
		const { messages } = simulator.current.state.instances.get('demo') ?? {};
		const targetId = messages?.chat(TEAM)?.messages.at(-1)?.key.id;
		// Of an edited message the time is only known to two seconds, and the question has one of whole seconds.
		await new Promise((resolve) => setTimeout(resolve, 4_000));
		await ask(two(), {});
		await says(ANA, 'yes', { kind: 'edit', targetId });
		await says(BRUNO, 'yes');
		await says(CARLA, 'yes', { quotedId: 'another message' });
		expect(asked.people.answers).toEqual([]);
		await says(CARLA, 'yes');
		expect(await answers()).toMatchObject([{ approved: true, votes: [{}, {}] }]);
	});

	it('while the server cannot be asked, a vote comes once more', async () => {
		await ask(two(), {});
		await says(ANA, 'yes');
		await asked.people.restart();
		fail(evolutionApi.current, { path: '/chat/findMessages', status: 500, times: 2 });
		await says(BRUNO, 'yes');
		expect(await answers()).toMatchObject([{ approved: true, votes: [{}, {}] }]);
	});

	it('where the server stores no messages, nothing is asked', async () => {
		simulator.current.config.storesMessages = false;
		const said = await refusalOf(two());
		simulator.current.config.storesMessages = true;
		expect(said).toContain('the server stores no messages');
		expect(said).toContain('DATABASE_SAVE_DATA_NEW_MESSAGE');
	});

	it('in a poll of a server before 2.3.7, nothing is asked', async () => {
		simulator.current.config.version = '2.2.3';
		const said = await refusalOf(two(), POLL);
		simulator.current.config.version = '2.3.7';
		expect(said).toContain('Evolution API 2.2.3 does not keep what people vote');
	});
});

import '../../../../../dev/engine/engine';

import type { IDataObject } from 'n8n-workflow';

import { FakeN8n } from '../../trigger/support/fakeN8n';
import { talkGo } from '../../core/server/evolutionGo/support/goHub';
import { readHub } from '../../../../../nodes/EvolutionApi/hub';
import { listeners } from '../../trigger/support/happenings';
import { SERVERS, useHours } from '../support/useHours';

jest.mock('n8n-workflow', () =>
	jest
		.requireActual<typeof import('../support/passingTime')>('../support/passingTime')
		.withPassingTime(),
);

// The process that has asked is gone when somebody is to be reminded: an active workflow of the instance sees to it.

const TEXT = 'We still need your answer.';
const BRUNO = '5511977776666';
const REMIND = { remindAfter: { values: { amount: 2, unit: 'hours', maxTimes: 2, text: TEXT } } };

describe.each([SERVERS[0], SERVERS[2]])('on %s', (_name, server, authentication, version) => {
	const hours = useHours(server, authentication, version);
	const { shown } = hours;
	let n8n: FakeN8n;

	beforeEach(async () => {
		n8n = await FakeN8n.start(hours.simulator, authentication);
	});
	afterEach(async () => await n8n.close());

	const listed = async () =>
		server === 'go'
			? (await readHub(talkGo(hours.simulator))).subscribers
			: await listeners(hours.simulator);

	/** @returns when n8n runs again */
	const restart = async () => {
		await hours.restart();
		await n8n.crash();
		await n8n.all[0].activate('init');
	};

	it.each<[string, IDataObject]>([
		['in the chat', {}],
		['on a page', { askWith: 'page' }],
	])('of a question %s', async (_where, values) => {
		await n8n.workflow('bot').activate();
		await hours.people.ask(values, REMIND);
		await restart();
		await hours.time.pass(119);
		expect(shown()).toBe(0);
		await hours.time.pass(3);
		expect(hours.people.prompts()).toMatchObject([
			{ text: expect.stringContaining(TEXT) as string },
		]);
		await restart();
		await hours.time.pass(100);
		expect(shown()).toBe(1);
		await restart();
		await hours.time.pass(600);
		expect(shown()).toBe(2);
	});

	it('a process that has asked, and an active workflow in another one, remind once', async () => {
		await n8n.workflow('bot').activate();
		await hours.people.ask({}, REMIND);
		await n8n.crash();
		await n8n.all[0].activate('init');
		await hours.time.pass(125);
		expect(hours.people.prompts()).toHaveLength(1);
		await hours.time.pass(600);
		expect(hours.people.prompts()).toHaveLength(2);
	});

	it('somebody else is asked, and the answer comes through an active workflow', async () => {
		await n8n.workflow('bot').activate();
		const escalateTo = { values: { recipient: BRUNO, amount: 2, unit: 'hours' } };
		await hours.people.ask({}, { escalateTo });
		await restart();
		await hours.time.pass(122);
		expect(shown()).toBe(1);
		await restart();
		await hours.time.pass(60);
		expect(shown()).toBe(1);
		await hours.people.happens({ from: BRUNO, text: 'no' });
		expect(hours.people.answers).toMatchObject([{ approved: false }]);
		expect((await listed()).filter(({ kind }) => kind === 'wait')).toEqual([]);
	});

	it('without an active workflow a page is on no list, and works as before', async () => {
		await hours.people.ask({ askWith: 'page' }, REMIND);
		expect(await listed()).toEqual([]);
		await hours.time.pass(600);
		expect(shown()).toBe(2);
	});
});

import '../../../../../dev/engine/engine';

import type { IDataObject } from 'n8n-workflow';

import { readHub } from '../../../../../nodes/EvolutionApi/hub';
import { startSimulator } from '../../../../../simulator/server';
import { arrived, fail } from '../../../../support/simulator';
import { runOperation } from '../../../../support/run';
import { talkGo } from '../../core/server/evolutionGo/support/goHub';
import { ANA, listeners } from '../../trigger/support/happenings';
import { SERVERS, useHours } from '../support/useHours';

jest.mock('n8n-workflow', () =>
	jest
		.requireActual<typeof import('../support/passingTime')>('../support/passingTime')
		.withPassingTime(),
);

// Send and Wait for Response with *Escalate To*: nobody answers, and somebody else is asked.

const BRUNO = '5511977776666';
const TEXT = 'Can you decide?';
const ASKED = `${TEXT}\n\nSo?\n\n1. Yes\n2. No`;
const TEAM = '120363020202020202@g.us';

const escalate = (values: IDataObject = {}, more: IDataObject = {}) => ({
	escalateTo: { values: { recipient: BRUNO, amount: 2, unit: 'hours', text: TEXT, ...values } },
	...more,
});

describe.each(SERVERS)('on %s', (_name, server, authentication, version) => {
	const hours = useHours(server, authentication, version);
	const { texts, shown, look, restart } = hours;
	const send = server === 'go' ? '/send/text' : '/message/sendText';
	const waiting = async () => {
		const listed =
			server === 'go'
				? (await readHub(talkGo(hours.simulator))).subscribers
				: await listeners(hours.simulator);
		return listed.filter(({ kind }) => kind === 'wait').length;
	};
	/** To whom each text went, as digits or JID. */
	const recipients = () =>
		hours.people.prompts().map(({ number }) => String(number).replace(/@s\.whatsapp\.net$/, ''));

	it('nobody else is asked after the answer', async () => {
		await hours.people.ask({}, escalate());
		await hours.time.pass(119);
		await hours.people.happens({ text: '1' });
		await hours.time.pass(600);
		expect(texts()).toEqual([]);
	});

	it('what the other person writes before that is no answer', async () => {
		await hours.people.ask({}, escalate());
		await hours.time.pass(60);
		await hours.people.happens({ from: BRUNO, text: 'Yes' });
		expect(hours.people.answers).toEqual([]);
		expect(await waiting()).toBe(1);
	});

	it('the other person is asked once, and the answer counts', async () => {
		await hours.people.ask({}, escalate());
		await hours.time.pass(120);
		await hours.time.pass(6000);
		expect(texts()).toEqual([ASKED]);
		expect(recipients()).toEqual([BRUNO]);
		expect(await waiting()).toBe(2);
		await hours.people.happens({ from: BRUNO, text: 'no', pushName: 'Bruno' });
		expect(hours.people.answers).toMatchObject([
			{ approved: false, responder: { name: 'Bruno', number: BRUNO } },
		]);
		expect(await waiting()).toBe(0);
	});

	it('who was asked first may still answer', async () => {
		await hours.people.ask({}, escalate());
		await hours.time.pass(120);
		await hours.people.happens({ text: '1' });
		expect(hours.people.answers).toMatchObject([{ approved: true, responder: { number: ANA } }]);
		expect(await waiting()).toBe(0);
	});

	it('once, through restarts, and the answer counts after another one', async () => {
		await hours.people.ask({}, escalate());
		await restart();
		await hours.time.pass(130);
		await look();
		expect(shown()).toBe(1);
		await restart();
		await hours.time.pass(60);
		await look();
		expect(shown()).toBe(1);
		await hours.people.happens({ from: BRUNO, text: '1' });
		expect(hours.people.answers).toMatchObject([{ approved: true }]);
	});

	it('what cannot be sent now is sent later, once', async () => {
		await hours.people.ask({}, escalate());
		fail(hours.simulator, { path: send, status: 500, times: 1 });
		await hours.time.pass(120);
		const before = shown();
		await hours.time.pass(600);
		expect(shown()).toBe(server === 'go' ? 1 : before + 1);
	});

	it('beside reminders, each to the right person', async () => {
		const reminder = { amount: 1, unit: 'hours', maxTimes: 3, text: 'Well?' };
		await hours.people.ask({}, escalate({}, { remindAfter: { values: reminder } }));
		await hours.time.pass(600);
		expect(recipients().sort()).toEqual([BRUNO, ANA, ANA, ANA].sort());
	});

	it('in quiet hours nobody else is asked until they end', async () => {
		const quietHours = { hours: { from: '13:00', to: '09:30', timeZone: 'UTC' } };
		await hours.people.ask({}, escalate({}, { quietHours }));
		await hours.time.pass(21 * 60 + 29);
		expect(texts()).toEqual([]);
		await hours.time.pass(1);
		expect(texts()).toEqual([ASKED]);
	});

	it('an answer that is not understood is asked for again in that chat', async () => {
		const whenNotUnderstood = { values: { text: 'Yes or no?', maxTimes: 1 } };
		await hours.people.ask({}, escalate({}, { whenNotUnderstood }));
		await hours.time.pass(120);
		await hours.people.happens({ from: BRUNO, text: 'perhaps' });
		expect(texts()).toEqual([ASKED, 'Yes or no?']);
		expect(recipients()).toEqual([BRUNO, BRUNO]);
	});

	it('anybody of a group may answer, and others may not in the chat that was asked first', async () => {
		const whoMayAnswer = { values: { who: 'listed', people: ANA } };
		await hours.people.ask({}, escalate({ recipient: TEAM }, { whoMayAnswer }));
		await hours.time.pass(120);
		expect(recipients()).toEqual([TEAM]);
		await hours.people.happens({ from: BRUNO, chat: TEAM, text: 'yes' });
		expect(hours.people.answers).toMatchObject([{ approved: true, responder: { number: BRUNO } }]);
	});

	it('free text from there is the answer', async () => {
		await hours.people.ask({ responseType: 'freeText' }, escalate());
		await hours.time.pass(120);
		expect(texts()).toEqual([`${TEXT}\n\nSo?`]);
		await hours.people.happens({ from: BRUNO, text: 'On Monday' });
		expect(hours.people.answers).toMatchObject([{ text: 'On Monday' }]);
	});

	it('of two questions with the same words, both are asked', async () => {
		await hours.people.ask({}, escalate());
		const first = hours.people.state;
		await hours.people.ask({}, escalate());
		await hours.time.pass(120);
		expect(texts()).toEqual([ASKED]);
		hours.people.state = first;
		await look();
		expect(texts()).toEqual([ASKED, ASKED]);
	});

	it('a page is sent to the other person, who decides there', async () => {
		await hours.people.ask({ askWith: 'page' }, escalate());
		await hours.time.pass(120);
		const page = hours.people.sign().replace('http://localhost:5678', hours.people.address);
		expect(texts()).toEqual([`${TEXT}\n\nSo?\n\n${page}`]);
		expect(recipients()).toEqual([BRUNO]);
	});

	it('a PIN for the page comes along with it', async () => {
		await hours.people.ask({ askWith: 'page' }, escalate({}, { pagePin: true }));
		const [first] = texts().map((text) => /^🔑 (\d{6})/.exec(String(text))?.[1]);
		await hours.time.pass(120);
		expect(texts().at(-1)).toMatch(/^Can you decide\?\n\nSo\?\n\nhttp\S+\n\n🔑 \d{6}$/);
		expect(texts().at(-1)).not.toContain(first);
		expect(recipients()).toEqual([ANA, BRUNO]);
	});

	if (server !== 'go') {
		it('whoever is asked then decides alone, where several have to agree', async () => {
			const howManyMustAgree = { values: { howMany: 'number', number: 2, aNo: 'ends' } };
			await hours.people.ask({ recipient: TEAM }, escalate({}, { howManyMustAgree }));
			await hours.people.happens({ from: ANA, chat: TEAM, text: 'yes' });
			await hours.time.pass(120);
			await hours.people.happens({ from: BRUNO, text: 'no' });
			expect(hours.people.answers).toMatchObject([
				{ approved: false, votes: [{ approved: false, responder: { number: BRUNO } }] },
			]);
		});
	}
});

it.each<[IDataObject, RegExp]>([
	[{ recipient: '' }, /Person or Group.*is empty/],
	[{ recipient: 'Bruno' }, /Person or Group/],
	[{ recipient: ANA }, /is who is asked first.*somebody else/],
	[{ amount: 0 }, /0 hours cannot be used/],
	[{ amount: 1, unit: 'days' }, /nobody else would be asked.*Limit Wait Time/],
])('%j is refused before anything is sent', async (values, problem) => {
	const simulator = await startSimulator({ port: 0, quiet: true });
	const limit = { limitType: 'afterTimeInterval', resumeAmount: 5, resumeUnit: 'hours' };
	const options = escalate(values, { limitWaitTime: { values: limit } });
	const { error } = await runOperation(simulator, {
		resource: 'conversation',
		operation: 'sendAndWait',
		values: { recipient: ANA, message: 'So?', options },
	});
	expect(`${error?.message} ${error?.description}`).toMatch(problem);
	expect(arrived(simulator)).toEqual([]);
	await simulator.close();
});

import '../../../../../dev/engine/engine';

import type { IDataObject } from 'n8n-workflow';

import { PASSED_HEADER, WAIT_HEADER } from '../../../../../nodes/EvolutionApi/hub';
import { startSimulator } from '../../../../../simulator/server';
import { untilQuiet } from '../../../../support/quiet';
import { arrived, fail } from '../../../../support/simulator';
import { runOperation } from '../../../../support/run';
import { ANA } from '../../trigger/support/happenings';
import type { AskedPeople } from '../support/askedPeople';
import { SERVERS, useHours } from '../support/useHours';

jest.mock('n8n-workflow', () =>
	jest
		.requireActual<typeof import('../support/passingTime')>('../support/passingTime')
		.withPassingTime(),
);

// Send and Wait for Response with *Remind After*: somebody does not answer, and hours pass.

const TEXT = 'We still need your answer.';
const remind = (values: IDataObject = {}, more: IDataObject = {}) => ({
	remindAfter: { values: { amount: 2, unit: 'hours', maxTimes: 1, text: TEXT, ...values } },
	...more,
});

describe.each(SERVERS)('on %s', (_name, server, authentication, version) => {
	const hours = useHours(server, authentication, version);
	const { texts, shown, look, restart } = hours;
	const send = server === 'go' ? '/send/text' : '/message/sendText';

	it('nobody is reminded after the answer', async () => {
		await hours.people.ask({}, remind());
		await hours.time.pass(119);
		await hours.people.happens({ text: '1' });
		expect(hours.people.answers).toMatchObject([{ approved: true }]);
		await hours.time.pass(600);
		expect(texts()).toEqual([]);
	});

	it('nobody is reminded who is not to be', async () => {
		await hours.people.ask({});
		await hours.time.pass(6000);
		expect(texts()).toEqual([]);
	});

	it('who does not answer is reminded once, with the question quoted', async () => {
		const question = await hours.people.ask({}, remind());
		await hours.time.pass(119);
		expect(texts()).toEqual([]);
		await hours.time.pass(1);
		expect(hours.people.prompts()).toMatchObject([
			server === 'go'
				? { text: TEXT, quoted: { messageId: question } }
				: { text: TEXT, quoted: { key: { id: question, fromMe: true } } },
		]);
		await hours.time.pass(6000);
		expect(texts()).toEqual([TEXT]);
		await hours.people.happens({ text: '2' });
		expect(hours.people.answers).toMatchObject([{ approved: false }]);
	});

	it('what cannot be sent now is sent later', async () => {
		await hours.people.ask({}, remind());
		fail(hours.simulator, { path: send, status: 500, times: 1 });
		await hours.time.pass(120);
		const sent = async () => {
			await untilQuiet();
			return texts().length;
		};
		const before = await sent();
		await hours.time.pass(10);
		expect((await sent()) - before).toBe(1);
		await hours.time.pass(600);
		expect(await sent()).toBe(before + 1);
	});

	it('as often as wanted, each time once, through restarts', async () => {
		await hours.people.ask({}, remind({ maxTimes: 3 }));
		await hours.time.pass(121);
		expect(texts()).toHaveLength(1);
		await restart();
		await look();
		await hours.time.pass(120);
		await look();
		await look();
		expect(shown()).toBe(2);
		await restart();
		await hours.time.pass(120);
		await look();
		await hours.time.pass(6000);
		await look();
		expect(shown()).toBe(3);
	});

	it('who was not reminded for long, because n8n was down, is reminded once', async () => {
		await hours.people.ask({}, remind({ maxTimes: 3 }));
		await restart();
		await hours.time.pass(5 * 60);
		await Promise.all([look(), look()]);
		await look();
		expect(texts()).toEqual([TEXT]);
		await hours.time.pass(60);
		await look();
		expect(texts()).toEqual([TEXT, TEXT]);
	});

	it('a timer, a delivery and another n8n at the same time remind once', async () => {
		await hours.people.ask({}, remind());
		fail(hours.simulator, { path: send, delayMs: 200, times: 1 });
		await Promise.all([
			hours.time.pass(120),
			(async () => {
				await untilQuiet();
				await Promise.all([look(), hours.people.happens({ text: 'perhaps' })]);
			})(),
		]);
		await look();
		expect(texts()).toEqual([TEXT]);
	});

	it('after a restart a message in the chat is enough, without an active workflow', async () => {
		await hours.people.ask({}, remind());
		await restart();
		await hours.time.pass(180);
		expect(texts()).toEqual([]);
		await hours.people.happens({ text: 'perhaps' });
		expect(texts()).toEqual([TEXT]);
	});

	it('an answer that quotes the reminder is an answer to the question', async () => {
		await hours.people.ask({ responseType: 'freeText' }, remind());
		await hours.time.pass(120);
		const messages = hours.simulator.state.instances
			.get('demo')
			?.messages.chat(`${ANA}@s.whatsapp.net`);
		const { state } = hours.people;
		hours.people.state = undefined;
		await hours.people.happens({ text: 'Tomorrow', quotedId: messages?.messages.at(-1)?.key.id });
		hours.people.state = state;
		const { headers, body } = hours.people.delivered.at(-1) as AskedPeople['delivered'][number];
		const { question } = JSON.parse(String(state)) as { question: { mark: string } };
		const offered = { [PASSED_HEADER]: '1', [WAIT_HEADER]: `${question.mark} replyOnly` };
		await hours.people.come({ ...headers, ...offered }, body);
		expect(hours.people.answers).toMatchObject([{ text: 'Tomorrow' }]);
	});

	describe('in quiet hours', () => {
		const quiet = { quietHours: { hours: { from: '13:00', to: '09:30', timeZone: 'UTC' } } };

		it('nobody is reminded until they end', async () => {
			await hours.people.ask({}, remind({ maxTimes: 3 }, quiet));
			await hours.time.pass(21 * 60 + 29);
			await look();
			expect(texts()).toEqual([]);
			await hours.time.pass(1);
			expect(texts()).toEqual([TEXT]);
			await hours.time.pass(6000);
			expect(texts()).toEqual([TEXT]);
		});

		it('nobody gets a reminder that is late because n8n was down', async () => {
			const night = { from: '18:00', to: '08:00', timeZone: 'UTC' };
			await hours.people.ask({}, remind({}, { quietHours: { hours: night } }));
			await restart();
			await hours.time.pass(7 * 60);
			await look();
			expect(texts()).toEqual([]);
			await hours.time.pass(13 * 60);
			await look();
			expect(texts()).toEqual([TEXT]);
		});
	});

	it('who is asked twice is reminded of both, although the texts are the same', async () => {
		await hours.people.ask({}, remind());
		const first = hours.people.state;
		await hours.people.ask({}, remind());
		await hours.time.pass(120);
		expect(texts()).toEqual([TEXT]);
		hours.people.state = first;
		await look();
		expect(texts()).toEqual([TEXT, TEXT]);
	});

	it('without a text it repeats the question in short', async () => {
		const message = `So? ${'very '.repeat(100)}important`;
		await hours.people.ask({ message }, remind({ text: '' }));
		await hours.time.pass(120);
		expect(texts()).toEqual([
			expect.stringMatching(/^🔔 So\? very [^\n]{270,292}…\n\n1\. Yes\n2\. No$/),
		]);
	});

	it('who has a page to answer on gets its address again', async () => {
		await hours.people.ask({ askWith: 'page' }, remind());
		await hours.time.pass(120);
		expect(texts()).toEqual([
			`${TEXT}\n\n${hours.people.sign().replace('http://localhost:5678', hours.people.address)}`,
		]);
	});
});

it.each([
	[{ amount: 0 }, /Amount.*0 hours cannot be used/],
	[{ amount: 0.5, unit: 'minutes' }, /0\.5 minutes cannot be used/],
	[{ maxTimes: 21 }, /At Most/],
])('%j is refused before anything is sent', async (values, problem) => {
	const simulator = await startSimulator({ port: 0, quiet: true });
	const options = { ...remind(values) };
	const { error } = await runOperation(simulator, {
		resource: 'conversation',
		operation: 'sendAndWait',
		values: { recipient: ANA, message: 'So?', options },
	});
	expect(`${error?.message} ${error?.description}`).toMatch(problem);
	expect(arrived(simulator)).toEqual([]);
	await simulator.close();
});

import { WorkflowExecute } from '../../../../dev/engine/core';
import { setTimeout as sleep } from 'node:timers/promises';

import { runNode, type EngineResult } from '../../../../dev/engine/engine';
import { EvolutionApi } from '../../../../nodes/EvolutionApi/EvolutionApi.node';
import { runOperation, type OperationRun } from '../../../support/run';
import { arrived, bodies, fail, useSimulator } from '../../../support/simulator';

const simulator = useSimulator();

const ANA = '5511988887777';
const BRUNO = '5511977776666';
const CARLA = '34612345678';

async function sendTo(
	recipients: string[],
	more: Partial<OperationRun> = {},
): Promise<EngineResult> {
	return await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendText',
		values: { recipient: '={{ $json.to }}', text: '={{ "Hi " + $json.name }}' },
		items: recipients.map((to, index) => ({ json: { to, name: `person ${index}` } })),
		...more,
	});
}

const recipients = () => bodies(simulator.current).map(({ number }) => number);
const links = ({ items }: EngineResult) => items.map(({ pairedItem }) => pairedItem);

describe('one invalid item among three', () => {
	it('ends the run at the invalid item, which the error gives, and sends nothing after it', async () => {
		const { error } = await sendTo([ANA, 'abc', CARLA]);
		expect(error?.message).toBe('"Recipient" is "abc", which is not a valid phone number');
		expect(error?.description).toContain('Enter it with country code');
		expect(error?.context.itemIndex).toBe(1);
		expect(recipients()).toEqual([ANA]);
	});

	it.each([0, 2])('gives item %i in the error when that is the invalid one', async (bad) => {
		const to = [ANA, BRUNO, CARLA];
		to[bad] = '';
		const { error } = await sendTo(to);
		expect(error?.context.itemIndex).toBe(bad);
	});

	it('gives the item in the error also when the server refuses it', async () => {
		simulator.current.config.unknownNumbers = [BRUNO];
		const { error } = await sendTo([ANA, BRUNO]);
		expect(error?.message).toBe(`${BRUNO} is not on WhatsApp`);
		expect(error?.context.itemIndex).toBe(1);
	});

	it('sends the others with "Continue", and puts the reason in the place of the invalid one', async () => {
		const result = await sendTo([ANA, 'abc', CARLA], { onError: 'continueRegularOutput' });
		expect(result.error).toBeUndefined();
		expect(recipients()).toEqual([ANA, CARLA]);
		expect(result.items).toHaveLength(3);
		expect(result.items[1].json.error).toMatch(
			/^"Recipient" is "abc", which is not a valid phone number\. Enter it with country code, e\.g\. 5511988887777 for \+55 11 98888-7777\. To choose by name, switch to From list\.$/,
		);
		expect(result.items[0].json.chat).toBe(`${ANA}@s.whatsapp.net`);
		expect(result.items[2].json.chat).toBe(`${CARLA}@s.whatsapp.net`);
		expect(links(result)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
	});

	it('sends the others with "Continue (Using Error Output)"; the error output has the fields of the invalid item', async () => {
		const result = await sendTo([ANA, 'abc', CARLA], { onError: 'continueErrorOutput' });
		expect(recipients()).toEqual([ANA, CARLA]);
		const [good, bad] = result.outputs;
		expect(good.map(({ json }) => json.chat)).toEqual([
			`${ANA}@s.whatsapp.net`,
			`${CARLA}@s.whatsapp.net`,
		]);
		expect(bad).toHaveLength(1);
		expect(bad[0].json).toMatchObject({
			to: 'abc',
			name: 'person 1',
			error: expect.stringContaining('"abc", which is not a valid phone number'),
		});
	});

	it('with "Continue", sends the items after one that the server refused', async () => {
		fail(simulator.current, { skip: 1, status: 500, body: { response: { message: ['Boom.'] } } });
		const result = await sendTo([ANA, BRUNO, CARLA], { onError: 'continueRegularOutput' });
		expect(recipients()).toEqual([ANA, BRUNO, CARLA]);
		expect(result.items[1].json.error).toMatch(
			/^Evolution API reports an error: Boom\. It may still have been done.* \(HTTP 500\)/,
		);
	});

	it('with "Continue", sends the other items if an expression fails for one', async () => {
		const result = await sendTo([ANA, BRUNO], {
			values: { recipient: '={{ $json.to }}', text: '={{ $json.name.missing.toUpperCase() }}' },
			onError: 'continueRegularOutput',
			items: [{ json: { to: ANA, name: 'x' } }, { json: { to: BRUNO, name: { missing: 'here' } } }],
		});
		expect(recipients()).toEqual([BRUNO]);
		expect(result.items[0].json.error).toEqual(expect.stringMatching(/\S/));
		expect(result.items[1].json.chat).toBe(`${BRUNO}@s.whatsapp.net`);
	});
});

describe('three items', () => {
	it('become three requests in their order, and three items linked to them', async () => {
		const result = await sendTo([CARLA, ANA, BRUNO]);
		expect(result.error).toBeUndefined();
		expect(bodies(simulator.current).map(({ number, text }) => [number, text])).toEqual([
			[CARLA, 'Hi person 0'],
			[ANA, 'Hi person 1'],
			[BRUNO, 'Hi person 2'],
		]);
		expect(links(result)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
	});

	it('stay in order when the first answer is the slowest', async () => {
		fail(simulator.current, { delayMs: 80 });
		const result = await sendTo([CARLA, ANA, BRUNO]);
		expect(result.items.map(({ json }) => json.chat)).toEqual(
			[CARLA, ANA, BRUNO].map((number) => `${number}@s.whatsapp.net`),
		);
	});

	it('are each read when the one before was answered, so that an expression sees the latest', async () => {
		/** For each item, how many requests the server had answered when the item was read. */
		const answered: number[] = [];
		await sendTo([], {
			items: [ANA, BRUNO, CARLA].map((to) => ({
				json: {
					to,
					get name() {
						answered.push(arrived(simulator.current).length);
						return 'you';
					},
				},
			})),
		});
		expect(recipients()).toEqual([ANA, BRUNO, CARLA]);
		expect(answered).toEqual([0, 1, 2]);
	});
});

it('no input items: no request and no output', async () => {
	const result = await sendTo([]);
	expect(result.error).toBeUndefined();
	expect(result.items).toEqual([]);
	expect(arrived(simulator.current)).toEqual([]);
});

it('a run stops before the next item when the execution is cancelled', async () => {
	const start = jest.spyOn(WorkflowExecute.prototype, 'processRunExecutionData');
	fail(simulator.current, { delayMs: 150 });
	const run = sendTo([ANA, BRUNO, CARLA], { onError: 'continueRegularOutput' });
	while (simulator.current.state.faults.length > 0) {
		await sleep(5);
	}
	start.mock.results[0].value.cancel();
	await run.catch(() => undefined);
	await sleep(300);
	expect(recipients()).toEqual([ANA]);
	start.mockRestore();
});

it.each([
	[
		'that is unknown',
		'sendTelegram',
		'no operation "sendTelegram" of "message"',
		'update the package',
	],
	[
		'by an expression',
		'={{ "sendText" }}',
		'"Operation" is an expression',
		'Choose it from the list.',
	],
])('an operation %s is an error', async (_what, operation, problem, hint) => {
	// While n8n doesn't know the operation, it shows all fields, and requires a value in each required one.
	const required = new EvolutionApi().description.properties.filter((field) => field.required);
	const filled = Object.fromEntries(
		required.map(({ name, type }) => [
			name,
			type === 'resourceLocator' ? { __rl: true, mode: 'number', value: ANA } : 'x',
		]),
	);
	const { error } = await runNode({
		parameters: { ...filled, resource: 'message', operation },
		credentials: {
			evolutionGlobalKeyApi: { baseUrl: simulator.current.url, apiKey: simulator.current.key },
		},
	});
	expect(error?.message).toContain(problem);
	expect(error?.description).toContain(hint);
});

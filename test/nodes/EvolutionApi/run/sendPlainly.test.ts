import { runOperation, type OperationRun } from '../../../support/run';
import { bodies, useSimulator } from '../../../support/simulator';

const mockEntered: string[] = [];

jest.mock('../../../../nodes/EvolutionApi/sending/sendItems', () => {
	const actual = jest.requireActual<
		typeof import('../../../../nodes/EvolutionApi/sending/sendItems')
	>('../../../../nodes/EvolutionApi/sending/sendItems');
	return {
		sendItems: async (...given: Parameters<typeof actual.sendItems>) => {
			mockEntered.push(given[0].operation.value);
			return await actual.sendItems(...given);
		},
	};
});

const simulator = useSimulator();

beforeEach(() => (mockEntered.length = 0));

const ANA = '5511988887777';
const BRUNO = '5511977776666';
const CARLA = '34612345678';

const sendTo = async (to: readonly string[], more: Partial<OperationRun> = {}) =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendText',
		values: { recipient: '={{ $json.to }}', text: '={{ $json.text }}' },
		items: to.map((number, index) => ({ json: { to: number, text: `Hello ${index}` } })),
		...more,
	});

const sent = () => bodies(simulator.current).map(({ number, text }) => [number, text]);

describe('a text without options', () => {
	it('enters no policy of sending/', async () => {
		const { items } = await sendTo([ANA, BRUNO, ANA]);
		expect(mockEntered).toEqual([]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
		expect(sent()).toEqual([
			[ANA, 'Hello 0'],
			[BRUNO, 'Hello 1'],
			[ANA, 'Hello 2'],
		]);
	});

	it('warns of a run to many recipients, as one with options does', async () => {
		const many = Array.from({ length: 21 }, (_person, index) => `55119888${10_000 + index}`);
		const { hints } = await sendTo(many);
		expect(mockEntered).toEqual([]);
		expect(hints).toEqual([expect.stringContaining('sent to 21 recipients without a Rate Limit')]);
	});

	it.each([
		['Concurrency', { values: { bulkSending: { concurrency: 2 } } }],
		['Delivery Receipt', { values: { options: { deliveryReceipt: { values: {} } } } }],
		['Retry On Fail', { retryOnFail: true }],
	])('enters it with %s', async (_name, { values, ...more }: Partial<OperationRun>) => {
		const own = { recipient: '={{ $json.to }}', text: '={{ $json.text }}', ...values };
		await sendTo([ANA, BRUNO], { ...more, values: own });
		expect(mockEntered).toEqual(['sendText']);
		expect(sent().slice(0, 2)).toEqual([
			[ANA, 'Hello 0'],
			[BRUNO, 'Hello 1'],
		]);
	});
});

describe('a field of the item, which is read without n8n', () => {
	const VALUES = ['text', 5, true, '', '={{ 1 }}', null, undefined, { a: 1 }, ['x'], 'last'];

	async function outcomes(text: string): Promise<unknown> {
		const before = sent().length;
		const items = VALUES.map((value) => ({
			json: { to: ANA, name: value, deep: { name: value } },
		}));
		const result = await sendTo([], {
			items: items as OperationRun['items'],
			values: { recipient: '={{ $json.to }}', text },
			onError: 'continueRegularOutput',
		});
		const texts = sent()
			.slice(before)
			.map(([, shown]) => shown);
		return [texts, result.items.map(({ json }) => json.error)];
	}

	it.each([
		['={{ $json.name }}', '={{ $json["name"] }}'],
		['={{$json.deep.name}}', '={{ $json.deep["name"] }}'],
	])('%s gives what n8n gives for %s', async (short, long) => {
		const ours = await outcomes(short);
		expect(ours).toEqual(await outcomes(long));
	});

	it('is that of each item, in a locator, too', async () => {
		await sendTo([CARLA, ANA, BRUNO]);
		expect(sent().map(([number]) => number)).toEqual([CARLA, ANA, BRUNO]);
	});
});

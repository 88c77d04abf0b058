import type { INodeExecutionData } from 'n8n-workflow';

import { isOfAnyRoute } from '../../dev/operationRoutes';
import type { Operation } from '../../nodes/EvolutionApi/table/operation';
import { resources } from '../../nodes/EvolutionApi/operations';
import { partOf } from '../support/properties';
import { runOperation, type OperationRun } from '../support/run';
import { exampleRun, scenarioOf, strayScenarios } from '../support/scenarios';
import { arrived, fail, useSimulator } from '../support/simulator';
import { time } from '../support/time';

const evolutionApi = useSimulator();
const evolutionGo = useSimulator({ server: 'go' });

afterEach(() => jest.restoreAllMocks());

type Row = [name: string, resource: string, operation: Operation];

const table: Row[] = resources.flatMap((resource) =>
	resource.operations.map((operation): Row => {
		const name = `${resource.value}/${operation.value}`;
		return [name, resource.value, operation];
	}),
);

const sorted = (texts: readonly string[]) => [...texts].sort((a, b) => a.localeCompare(b, 'en'));
const duplicates = (texts: readonly string[]) =>
	texts.filter((text, index) => texts.indexOf(text) !== index);
const linksOf = (items: readonly INodeExecutionData[]) => [
	...new Set(items.map(({ pairedItem }) => JSON.stringify(pairedItem))),
];

const ALL = ['{"item":0}', '{"item":1}', '{"item":2}'];

describe('contract: the operation table', () => {
	it('has at most 20 operations in each resource', () => {
		const large = resources.filter(({ operations }) => operations.length > 20);
		expect(large.map(({ value }) => value)).toEqual([]);
	});

	it('lists the resources by how much they are used, API Request last', () => {
		const labels = resources.map(({ name }) => name);
		expect(labels.slice(0, 5)).toEqual(['Message', 'Conversation', 'Chat', 'Contact', 'Group']);
		expect(labels.at(-1)).toBe('API Request');
		const firsts = resources.slice(0, 8).map(({ operations }) => operations[0].name);
		const READS = ['Get Many', 'Check Numbers', 'Get', 'Get Many'];
		expect(firsts).toEqual([
			'Send Text',
			'Combine Messages (Debounce)',
			...READS,
			'Send',
			'Add to Chat',
		]);
	});

	it('never preselects an operation that deletes or leaves something', () => {
		for (const { operations } of resources)
			expect(operations[0].value).not.toMatch(/^(delete|leave|remove|block|logout|revoke)/);
	});

	it('has the entries of each collection in alphabetical order of the labels', () => {
		// n8n's lint can't check the order in collections that `fields/fieldKinds.ts` creates.
		for (const [name, , { fields }] of table) {
			for (const { type, options = [] } of fields) {
				if (type !== 'collection') continue;
				const labels = options.map((option) => ('displayName' in option ? option.displayName : ''));
				expect([name, labels]).toEqual([name, sorted(labels)]);
			}
		}
	});

	it('gives every operation a value and an action of its own, since the action becomes the name of an AI tool', () => {
		expect(duplicates(resources.map(({ value }) => value))).toEqual([]);
		expect(duplicates(table.map(([name]) => name))).toEqual([]);
		expect(duplicates(table.map(([, , { action }]) => action.toLowerCase()))).toEqual([]);
	});

	it('marks a request as read-only only in operations that change nothing', () => {
		const reading = table.filter(([, , { request }]) => request.reads === true);
		expect(reading.length).toBeGreaterThan(0);
		for (const [name, , { value, request }] of reading) {
			expect([name, request.idempotent]).toEqual([name, true]);
			expect(value).toMatch(/^(get|check|download|find|verify)/);
		}
	});

	it('has Concurrency or Delay Between Requests in exactly the operations that read something for each item', () => {
		for (const [name, , { request, fields }] of table) {
			const readsWhatIsNamed = request.reads === true && fields.some(({ required }) => required);
			const options = fields.find((field) => field.name === 'options')?.options ?? [];
			const isThere = options.some((option) =>
				['concurrency', 'delayBetweenRequests'].includes(option.name),
			);
			expect([name, isThere]).toEqual([name, readsWhatIsNamed]);
		}
	});

	it('describes each resource', () => {
		for (const { description } of resources) expect(description).toMatch(/^[A-Z].*[^.]$/);
	});

	it('has no test data for an operation that does not exist', () => {
		expect(strayScenarios(table.map(([name]) => name))).toEqual([]);
	});
});

describe.each(partOf(table))('contract: the operation %s', (name, resource, operation) => {
	const row = [resource, operation.value, operation.example] as const;
	const isOfGo = operation.request.onlyOn === 'evolutionGo';
	const simulator = isOfGo ? evolutionGo : evolutionApi;
	beforeEach(() => time.start(simulator.current, true));

	/** The operation's own route. Routes that it only calls to read something first don't count. */
	const { method, path: route } = operation.request;
	const path = route.split('{')[0];
	const isAnyRoute = isOfAnyRoute(operation);
	const isOwn = (request: { method: string; path: string }) =>
		isAnyRoute || (request.method === method && request.path.startsWith(path));
	const requests = () => arrived(simulator.current).filter(isOwn).length;
	const target = !isAnyRoute ? { method, path } : {};
	const { asksAgain = false, findsFault = false } = scenarioOf(resource, operation.value);
	const isShared = operation.bulk !== undefined || operation.request.reads === true;

	/** Requests for one item. *Get* also requests the chat by its JID. *Get Messages* also requests a second, empty page. */
	const asksForOne = ['chat/get', 'channel/getMessages'].includes(name) ? 2 : 1;

	/** Secrets that the server knows, and that no output or error may show. */
	const secrets = () => {
		const { key, state } = simulator.current;
		return [key, ...[...state.instances.values()].map(({ token }) => token)];
	};
	async function expectInstanceIsNeeded(run: OperationRun): Promise<void> {
		if (!isOfGo && !route.includes('{instance}')) return;
		const seen = arrived(simulator.current).length;
		const { error } = await runOperation(simulator.current, { ...run, instance: '={{ "" }}' });
		expect(error?.message).toMatch(/^"(Options → )?Instance" is empty$/);
		expect(arrived(simulator.current)).toHaveLength(seen);
	}

	if (name === 'message/sendAndWait') {
		it('three items: each gets an error that says the operation takes only one item, and nothing reaches the server', async () => {
			const run = exampleRun(simulator.current, row);
			await expectInstanceIsNeeded(run);
			const onError = 'continueRegularOutput';
			const { items } = await runOperation(simulator.current, { ...run, onError });
			expect(linksOf(items)).toEqual(ALL);
			for (const { json } of items) expect(json.error).toContain('accepts one item, not 3');
			expect(requests()).toBe(0);
		});
		return;
	}

	it(`three items: ${isShared ? 'one request' : 'three requests'}, output linked to each item, and no API key or token in it`, async () => {
		const run = exampleRun(simulator.current, row);
		await expectInstanceIsNeeded(run);
		const known = secrets();
		const result = await runOperation(simulator.current, run);
		expect(result.error).toBeUndefined();
		expect(linksOf(result.items)).toEqual(ALL);
		if (asksAgain) expect(requests()).toBeGreaterThanOrEqual(3);
		else expect(requests()).toBe(isShared ? asksForOne : 3);
		const text = JSON.stringify(result.items);
		expect(known.filter((secret) => text.includes(secret))).toEqual([]);
	});

	const REFUSED = /^Evolution (?:API|Go) refused the request: Not today(\.|$)/;

	it('three items, one refused, On Error "Continue": the others succeed, and the refused item has the reason', async () => {
		const run = exampleRun(simulator.current, row);
		// `skip` counts requests. With `asksAgain`, the second request may still be for the first item.
		const bad = asksAgain || isShared ? 0 : 1;
		const body = isOfGo
			? { error: 'Not today' }
			: { status: 400, error: 'Bad Request', response: { message: ['Not today'] } };
		fail(simulator.current, { ...target, status: 400, skip: bad, body });
		const { error, items } = await runOperation(simulator.current, {
			...run,
			onError: 'continueRegularOutput',
		});
		expect(error).toBeUndefined();
		expect(linksOf(items)).toEqual(ALL);
		const reason = findsFault ? 'found' : 'error';
		const failed = items.filter(({ json }) => REFUSED.test(String(json[reason])));
		expect(linksOf(failed)).toEqual(isShared ? ALL : [ALL[bad]]);
	});
});

import type { IDataObject } from 'n8n-workflow';

import { runNode, type EngineResult } from '../../../../dev/engine/engine';
import { CUSTOMER_CREDENTIAL } from '../../../../dev/workspace';
import type { Simulator } from '../../../../simulator/server';
import { findOperation, nodeParameters } from '../../../support/run';
import { arrived, useSimulator } from '../../../support/simulator';

// Tests one workflow for many customers: the server, the key and the instance come from the item, through expressions.

const first = useSimulator({ key: 'key-of-the-first' });
const second = useSimulator({ key: 'key-of-the-second' });

interface Customer {
	readonly baseUrl: string;
	readonly key: string;
}

const customer = ({ url: baseUrl, key }: Simulator): Customer => ({ baseUrl, key });

interface CustomersRun {
	readonly resource: string;
	readonly operation: string;
	readonly values: IDataObject;
	readonly items: Array<Customer & IDataObject>;
	readonly onError?: 'continueRegularOutput';
}

const run = async ({ resource, operation, values, items, onError }: CustomersRun) =>
	await runNode({
		parameters: {
			authentication: 'globalKey',
			resource,
			operation,
			...nodeParameters(findOperation(resource, operation), { instance: 'demo', ...values }),
		},
		items: items.map((json) => ({ json })),
		onError,
		credentials: {
			evolutionGlobalKeyApi: { baseUrl: '={{ $json.baseUrl }}', apiKey: '={{ $json.key }}' },
		},
	});

const textsAt = (simulator: Simulator) =>
	arrived(simulator).map(({ body }) => (body as IDataObject).text);
const statusesAt = (simulator: Simulator) => arrived(simulator).map(({ status }) => status);

const TEXT = { resource: 'message', operation: 'sendText' };
const text = { recipient: '5511988887777', text: '={{ $json.text }}' };

const inTurn = (): Array<Customer & IDataObject> =>
	[first, second, first, second].map(({ current }, index) => ({
		...customer(current),
		text: `Text ${index}`,
		number: `551198888000${index}`,
	}));

function expectEachItsOwn({ error }: EngineResult): void {
	expect(error).toBeUndefined();
	expect(statusesAt(first.current).every((status) => status < 300)).toBe(true);
	expect(statusesAt(second.current).every((status) => status < 300)).toBe(true);
}

it('credential per item: an item whose credential cannot be used fails alone', async () => {
	const [one, other] = inTurn();
	const items = [one, { ...other, baseUrl: 'nowhere' }];
	const { items: output } = await run({
		...TEXT,
		values: text,
		items,
		onError: 'continueRegularOutput',
	});
	expect(output).toHaveLength(2);
	expect(output[0].json).toMatchObject({ chat: '5511988887777@s.whatsapp.net' });
	expect(output[1].json.error).toContain('The Base URL must be a web address');
});

it('credential per item: an item with a wrong key fails alone, and its key is not shown', async () => {
	const [one, other] = inTurn();
	const { items } = await run({
		...TEXT,
		values: text,
		items: [{ ...one, key: 'wrong-key-of-an-item' }, other],
		onError: 'continueRegularOutput',
	});
	expect(items[0].json.error).toContain('key');
	expect(JSON.stringify(items)).not.toContain('wrong-key-of-an-item');
	expect(textsAt(second.current)).toEqual(['Text 1']);
});

it('credential per item: each text goes to the server of its item with its key, in order', async () => {
	const result = await run({ ...TEXT, values: text, items: inTurn() });
	expectEachItsOwn(result);
	expect(textsAt(first.current)).toEqual(['Text 0', 'Text 2']);
	expect(textsAt(second.current)).toEqual(['Text 1', 'Text 3']);
	expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual(
		[0, 1, 2, 3].map((item) => ({ item })),
	);
});

it("credential per item: with three customers on one server, each message is sent from its customer's instance", async () => {
	const names = ['bakery', 'garage', 'florist'];
	const { state, url } = first.current;
	for (const name of names) {
		const created = await fetch(`${url}/instance/create`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', apikey: 'key-of-the-first' },
			body: JSON.stringify({
				instanceName: name,
				token: `token of ${name}`,
				integration: 'WHATSAPP-BAILEYS',
			}),
		});
		expect(created.status).toBe(201);
		await fetch(`${url}/_sim/instances/${name}/scan`, { method: 'POST' });
	}
	state.requests.clear();
	const { error } = await runNode({
		parameters: {
			authentication: 'instanceKey',
			...TEXT,
			...nodeParameters(findOperation('message', 'sendText'), { ...text, instance: '' }),
		},
		items: names.map((name) => ({
			json: { server: url, instance: name, key: `token of ${name}`, text: `From the ${name}` },
		})),
		credentials: { evolutionInstanceKeyApi: CUSTOMER_CREDENTIAL.data },
	});
	expect(error).toBeUndefined();
	// In the simulator, as in the server, an instance's key is rejected for any other instance.
	expect(arrived(first.current).map(({ path, status }) => [path, status])).toEqual(
		names.map((name) => [`/message/sendText/${name}`, 201]),
	);
	expect(textsAt(first.current)).toEqual(names.map((name) => `From the ${name}`));
});

it('credential per item: with Concurrency each text goes to the server of its own credential', async () => {
	const values = { ...text, bulkSending: { concurrency: 4 } };
	expectEachItsOwn(await run({ ...TEXT, values, items: inTurn() }));
	expect(textsAt(first.current)).toEqual(['Text 0', 'Text 2']);
	expect(textsAt(second.current)).toEqual(['Text 1', 'Text 3']);
});

it('credential per item: the same text to the same number is sent on each of two servers; one summary has both', async () => {
	const bulkSending = {
		rateLimit: { values: { minDelay: 0, maxDelay: 0 } },
		output: 'itemsAndSummary',
	};
	const values = { ...text, text: 'Hello', bulkSending };
	const [one, other] = inTurn();
	const result = await run({ ...TEXT, values, items: [one, other] });
	expectEachItsOwn(result);
	expect(textsAt(first.current)).toEqual(['Hello']);
	expect(textsAt(second.current)).toEqual(['Hello']);
	expect(result.items).toHaveLength(3);
	expect(result.items[2].json.summary).toMatchObject({ items: 2, sent: 2 });
});

it('credential per item: items with the same read request share it only if they have the same server', async () => {
	const result = await run({
		resource: 'instance',
		operation: 'getConnectionState',
		values: {},
		items: inTurn(),
	});
	expectEachItsOwn(result);
	expect(arrived(first.current)).toHaveLength(1);
	expect(arrived(second.current)).toHaveLength(1);
	expect(result.items).toHaveLength(4);
});

it('credential per item: Check Numbers asks each server once for all of its numbers', async () => {
	const result = await run({
		resource: 'contact',
		operation: 'checkNumbers',
		values: { numbers: '={{ $json.number }}' },
		items: inTurn(),
	});
	expectEachItsOwn(result);
	const asked = (simulator: Simulator) =>
		arrived(simulator).map(({ body }) => (body as IDataObject).numbers);
	expect(asked(first.current)).toEqual([['5511988880000', '5511988880002']]);
	expect(asked(second.current)).toEqual([['5511988880001', '5511988880003']]);
	expect(result.items.map(({ json }) => json.number)).toEqual(inTurn().map(({ number }) => number));
});

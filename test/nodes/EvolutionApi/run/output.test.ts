import type { IDataObject } from 'n8n-workflow';

import type { EngineResult } from '../../../../dev/engine/engine';
import { newInstance } from '../../../../simulator/state/instance';
import { bytesOf } from '../../../support/binary';
import { runOperation, type OperationRun } from '../../../support/run';
import { arrived, fail, useSimulator } from '../../../support/simulator';

jest.mock('../../../../nodes/EvolutionApi/operations', () =>
	jest.requireActual('../../../support/table'),
);

const simulator = useSimulator();

const run = async (operation: string, more: Partial<OperationRun> = {}): Promise<EngineResult> =>
	await runOperation(simulator.current, { resource: 'test', operation, ...more });
const list = async (values: IDataObject = {}) =>
	(await run('list', { values: { returnAll: true, ...values } })).items;

function addInstances(count: number): void {
	const { state } = simulator.current;
	for (let index = 0; index < count; index++) {
		const name = `extra ${index}`;
		state.instances.set(name, newInstance({ name, integration: 'EVOLUTION' }, state.config));
	}
}

describe('secrets in an answer of the server', () => {
	it('are left out at any depth, with and without Simplify', async () => {
		for (const simplify of [true, false]) {
			const items = await list({ simplify });
			expect(items.length).toBeGreaterThan(0);
			const text = JSON.stringify(items);
			expect(text).toContain('"demo"');
			expect(text).not.toMatch(/demo-token|"token"|wavoipToken/);
		}
	});

	it('are left out in lists, too', async () => {
		const bots = [[{ id: 1, token: 'bot-token' }], { id: 2, token: 'bot-token' }];
		fail(simulator.current, { status: 200, body: [{ name: 'demo', bots }] });
		const [{ json }] = await list({ simplify: false });
		expect(json).toEqual({ name: 'demo', bots: [[{ id: 1 }], { id: 2 }] });
	});

	it('are there if the user asks for them', async () => {
		const [{ json }] = await list({ showKeys: true });
		expect(json.token).toBe('demo-token');
		expect(json.Setting).toHaveProperty('wavoipToken');
	});
});

describe('a list in the output', () => {
	it('becomes one item for each entry, all linked to the item that asked', async () => {
		const { items } = await run('list', {
			values: { returnAll: true },
			items: [{ json: {} }, { json: {} }],
		});
		expect(items.map(({ json, pairedItem }) => [json.name, pairedItem])).toEqual([
			['demo', { item: 0 }],
			['new-phone', { item: 0 }],
			['demo', { item: 1 }],
			['new-phone', { item: 1 }],
		]);
	});

	it.each([
		[3, 3],
		[1, 1],
		[50, 12],
	])('has at most as many items as Limit says (%i)', async (limit, count) => {
		addInstances(10);
		expect(await list({ returnAll: false, limit })).toHaveLength(count);
	});

	it.each([
		['{{ $json.missing }}', '"Limit" is empty'],
		['{{ "abc" }}', '"Limit" must be a whole number from 1 to 1000000, not "abc"'],
		['{{ 0 }}', '"Limit" must be a whole number from 1 to 1000000, not 0'],
		['{{ -2 }}', '"Limit" must be a whole number from 1 to 1000000, not -2'],
	])('is not requested with the limit %s', async (limit, message) => {
		const { error } = await run('list', { values: { returnAll: false, limit: `=${limit}` } });
		expect(error?.message).toBe(message);
		expect(arrived(simulator.current)).toEqual([]);
	});

	it('has all entries with Return All', async () => {
		addInstances(60);
		expect(await list()).toHaveLength(62);
		expect(await list({ returnAll: false })).toHaveLength(50);
	});

	it('becomes no items when it is empty', async () => {
		fail(simulator.current, { status: 200, body: [] });
		const { error, items } = await run('list', { values: { returnAll: true } });
		expect(error).toBeUndefined();
		expect(items).toEqual([]);
	});

	it('of texts and numbers becomes one item for each, with the value in "data"', async () => {
		fail(simulator.current, { status: 200, body: ['a', 7] });
		const { items } = await run('list', { values: { returnAll: true, simplify: false } });
		expect(items.map(({ json }) => json)).toEqual([{ data: 'a' }, { data: 7 }]);
	});
});

describe('an answer of the server', () => {
	it('becomes the output item, to which an operation can add the instance name', async () => {
		const [{ json }] = (await run('read')).items;
		expect(json).toEqual({
			instance: { instanceName: 'demo', state: 'open' },
			askedFor: 'demo',
		});
	});

	it('becomes an item with the instance name even if Instance is empty and an instance key names it', async () => {
		const [{ json }] = (await run('read', { instanceKey: true, instance: '' })).items;
		expect(json.askedFor).toBe('demo');
	});

	it('of null becomes an item with nothing but the instance that the operation adds', async () => {
		fail(simulator.current, { status: 200, body: 'null', contentType: 'application/json' });
		const { error, items } = await run('read');
		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json)).toEqual([{ askedFor: 'demo' }]);
	});

	it('with a file becomes binary data, in the chosen field', async () => {
		const { items } = await run('getFile', { values: { outputBinaryPropertyName: 'qr' } });
		expect(items[0].binary?.qr).toMatchObject({
			fileName: 'answer.json',
			mimeType: 'application/json',
		});
		const content = await bytesOf(items[0].binary?.qr);
		expect(JSON.parse(content.toString())).toEqual(items[0].json);
	});
});

describe('the Instance field', () => {
	it('is required, and an error says so before any request', async () => {
		const { error } = await run('read', { instance: '={{ "" }}' });
		expect(error?.message).toBe('"Instance" is empty');
		expect(error?.description).toBe('Choose one from the list, or enter its name.');
		expect(arrived(simulator.current)).toEqual([]);
	});

	it('must be that of the instance key, and an error says so before any request', async () => {
		const { error } = await run('read', { instanceKey: true, instance: 'new-phone' });
		expect(error?.message).toBe(
			'"Instance" cannot be "new-phone": the credential opens only the instance "demo"',
		);
		expect(error?.description).toContain('Leave Instance empty');
		expect(arrived(simulator.current)).toEqual([]);
	});

	it.each(['', '  ', 'demo', ' demo '])(
		'may be "%s" with the key of the instance demo',
		async (instance) => {
			const { error } = await run('read', {
				instanceKey: true,
				instance: '={{ $json.instance }}',
				items: [{ json: { instance } }],
			});
			expect(error).toBeUndefined();
			expect(arrived(simulator.current)).toMatchObject([
				{ path: '/instance/connectionState/demo' },
			]);
		},
	);

	it('counts as empty if an expression gives nothing', async () => {
		const { error } = await run('read', { instance: '={{ $json.nothing }}' });
		expect(error?.message).toBe('"Instance" is empty');
	});
});

describe('a query string', () => {
	it('has the parameters that are filled in, encoded', async () => {
		addInstances(1);
		await list({ name: 'extra 0' });
		await list({ name: '' });
		expect(arrived(simulator.current).map(({ query }) => query)).toEqual([
			{ instanceName: 'extra 0' },
			{},
		]);
	});
});

describe('a required text field', () => {
	it.each([
		['empty', ''],
		['only spaces', '   '],
		['null', null],
		['missing', undefined],
	])('%s is refused with the label of its field, before any request', async (_what, to) => {
		const { error } = await run('write', {
			values: { to: '={{ $json.to }}' },
			items: [{ json: { to } }],
		});
		expect(error?.message).toBe('"To" is empty');
		expect(arrived(simulator.current)).toEqual([]);
	});
});

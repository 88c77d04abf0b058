import type { IDataObject } from 'n8n-workflow';

import { runOperation, type OperationRun } from '../../../../support/run';
import { arrived, bodies, useSimulator } from '../../../../support/simulator';

const simulator = useSimulator();

const ANA = '5511988887777';

const catalog = async (
	operation: string,
	values: IDataObject = {},
	more: Partial<OperationRun> = {},
) =>
	await runOperation(simulator.current, {
		resource: 'businessCatalog',
		operation,
		values,
		...more,
	});

describe.each(['getProducts', 'getCollections'])('Business Catalog → %s', (operation) => {
	it.each([
		['a word', 'abc', /^"Business Number" is "abc", which is not a valid phone number/],
		[
			'a group',
			'120363020202020202@g.us',
			/^"Business Number" must be the number or JID of a business, not "120363020202020202@g\.us"/,
		],
	])(
		'refuses %s as the Business Number before any request',
		async (_what, businessNumber, message) => {
			const { error } = await catalog(operation, { businessNumber });
			expect(error?.message).toMatch(message);
			expect(arrived(simulator.current)).toEqual([]);
		},
	);

	it('refuses a Limit of 0', async () => {
		const { error } = await catalog(operation, { limit: '={{ 0 }}' });
		expect(error?.message).toMatch(/^"Limit" must be a whole number of at least 1, not 0/);
	});

	it('says that a number is not on WhatsApp', async () => {
		simulator.current.state.config.unknownNumbers = [ANA];
		const { error } = await catalog(operation, { businessNumber: ANA });
		expect(error?.message).toBe(`${ANA} is not on WhatsApp`);
	});

	it('gives an error where the server answers 200 but got nothing from WhatsApp', async () => {
		const demo = simulator.current.state.instances.get('demo');
		if (demo) demo.state = 'close';
		const { error, items } = await catalog(operation, { businessNumber: ANA });
		expect(error?.message).toBe(`The server did not get the catalog of ${ANA}@s.whatsapp.net`);
		expect(error?.description).toContain('Check that the instance is connected');
		expect(items).toEqual([]);
	});

	it('requests no more entries than the Limit, and at most 100', async () => {
		const { items } = await catalog(operation, { limit: 1 });
		expect(items).toHaveLength(1);
		await catalog(operation, { businessNumber: `+${ANA}`, returnAll: true });
		await catalog(operation, { limit: 5000 });
		expect(bodies(simulator.current)).toEqual([
			{ limit: 1 },
			{ number: ANA, limit: 100 },
			{ limit: 100 },
		]);
	});
});

const COFFEE = {
	productId: '4711',
	name: 'Coffee',
	description: 'A coffee',
	price: 10,
	currency: 'BRL',
	availability: 'in stock',
	retailerId: 'sku1',
	url: null,
	imageUrl: 'https://shop.example/1.jpg',
	isHidden: false,
};

it('Business Catalog: a product has all its fields at the top level, and its price in units of the currency', async () => {
	const { items } = await catalog('getProducts');
	expect(items[0].json).toEqual(COFFEE);
});

it('Business Catalog: a collection has its products', async () => {
	const { items } = await catalog('getCollections');
	expect(items[0].json).toMatchObject({
		collectionId: '1',
		name: 'Drinks',
		status: 'APPROVED',
		productCount: 2,
		products: [COFFEE, { name: 'Tea', price: 20 }],
	});
});

import type { IDataObject } from 'n8n-workflow';

import { runOperation } from '../../../../support/run';
import { arrived, forget, useSimulator } from '../../../../support/simulator';

const simulator = useSimulator();

const mapped = (value: IDataObject | null, ...schema: IDataObject[]): IDataObject => ({
	mappingMode: 'defineBelow',
	value,
	schema: schema.map((field) => ({ required: false, display: true, type: 'string', ...field })),
});
const BODY_1 = { id: 'body_1', displayName: 'Body {{1}}' };
const JSON_VALUES = '[{"type":"body","parameters":[{"type":"text","text":"Ana"}]}]';

const send = async (values: IDataObject, json: IDataObject = {}) =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendTemplate',
		instance: 'shop',
		values: { recipient: '5511988887777', templateName: 'order', language: 'en_US', ...values },
		items: [{ json }],
	});
const components = () =>
	arrived(simulator.current).map(({ body }) => (body as IDataObject).components);

beforeEach(async () => {
	const { error } = await runOperation(simulator.current, {
		resource: 'instance',
		operation: 'create',
		values: {
			instanceName: 'shop',
			integration: 'WHATSAPP-BUSINESS',
			phoneNumberId: '106540352242922',
			accessToken: 'EAA',
		},
	});
	expect(error).toBeUndefined();
	forget(simulator.current);
});

describe('Send Template refuses before anything is sent', () => {
	it.each<[what: string, values: IDataObject, message: string]>([
		[
			'a value that was forgotten',
			{ templateValues: mapped(null, BODY_1) },
			'"Values → Body {{1}}" is empty',
		],
		[
			'a value whose expression gives nothing',
			{ templateValues: mapped({ body_1: '={{ $json.missing }}' }, BODY_1) },
			'"Values → Body {{1}}" is empty',
		],
		[
			'values in Values and in Components',
			{ templateValues: mapped({ body_1: 'Ana' }, BODY_1), components: JSON_VALUES },
			'"Components (JSON)" cannot be used together with Values',
		],
	])('%s', async (_what, values, message) => {
		const { error } = await send(values);
		expect(error?.message).toBe(message);
		expect(components()).toEqual([]);
	});
});

it.each<[what: string, values: IDataObject, expected: unknown]>([
	[
		'Components that were saved before the node had Values',
		{ components: JSON_VALUES },
		JSON.parse(JSON_VALUES),
	],
	['a template without values', {}, []],
	[
		'Components, although the editor shows fields for the template',
		{ templateValues: mapped({ body_1: null }, BODY_1), components: JSON_VALUES },
		JSON.parse(JSON_VALUES),
	],
	[
		'each value in its place',
		{
			templateValues: mapped(
				{
					header_1: '={{ $json.order }}',
					body_1: 'Ana',
					body_2: 'x',
					button_1_url: 'track/7',
					button_3_copy_code: 'SUMMER',
				},
				{ id: 'header_1', displayName: 'Header {{1}}' },
				BODY_1,
				{ id: 'body_2', displayName: 'Body {{2}}', removed: true },
				{ id: 'button_1_url', displayName: 'Button "Track"' },
				{ id: 'button_3_copy_code', displayName: 'Button "Copy"' },
			),
		},
		[
			{ type: 'header', parameters: [{ type: 'text', text: '4711' }] },
			{ type: 'body', parameters: [{ type: 'text', text: 'Ana' }] },
			{
				type: 'button',
				sub_type: 'url',
				index: '1',
				parameters: [{ type: 'text', text: 'track/7' }],
			},
			{
				type: 'button',
				sub_type: 'copy_code',
				index: '3',
				parameters: [{ type: 'coupon_code', coupon_code: 'SUMMER' }],
			},
		],
	],
	[
		'an image in the header, and the value of a named placeholder',
		{
			templateValues: {
				mappingMode: 'defineBelow',
				value: { header_file_image: 'https://x.test/a.jpg', body_first_name: 'Ana' },
			},
		},
		[
			{ type: 'header', parameters: [{ type: 'image', image: { link: 'https://x.test/a.jpg' } }] },
			{ type: 'body', parameters: [{ type: 'text', parameter_name: 'first_name', text: 'Ana' }] },
		],
	],
])('Send Template sends %s', async (_what, values, expected) => {
	const { error } = await send(values, { order: 4711 });
	expect(error).toBeUndefined();
	expect(components()).toEqual([expected]);
});

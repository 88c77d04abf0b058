import { NodeHelpers, type IDataObject, type INodeParameters } from 'n8n-workflow';

import { EvolutionApi } from '../../../../nodes/EvolutionApi/EvolutionApi.node';
import { runOperation } from '../../../support/run';
import { arrived, bodies, useSimulator } from '../../../support/simulator';

const simulator = useSimulator();

const ANA = '5511988887777';
const { description } = new EvolutionApi();

function issuesOf(operation: string, given: INodeParameters = {}): string[] {
	const saved = { resource: 'message', operation, ...given };
	const node = {
		name: 'x',
		type: 'x',
		id: 'x',
		typeVersion: 1,
		position: [0, 0] as [number, number],
	};
	const all = { ...node, parameters: saved };
	const parameters = NodeHelpers.getNodeParameters(
		description.properties,
		saved,
		true,
		false,
		all,
		description,
	);
	const issues = NodeHelpers.getNodeParametersIssues(
		description.properties,
		{ ...node, parameters: parameters ?? {} },
		description,
	);
	return Object.values(issues?.parameters ?? {}).flat();
}

describe('an empty first row of a list: the error names its empty fields', () => {
	it.each([
		['sendButtons', {}, 'Button Text'],
		['sendList', { title: 'Menu' }, 'Title'],
		['sendContact', {}, 'Contact Name'],
		['sendCarousel', {}, 'Body'],
		['sendSequence', {}, 'Text'],
	])('%s %j', (operation, given, label) => {
		expect(issuesOf(operation, given)).toContain(`Parameter "${label}" is required.`);
	});

	it('but no error comes if the rows are given as JSON data', () => {
		expect(issuesOf('sendButtons', { listSource: 'json' })).not.toContain(
			'Parameter "Button Text" is required.',
		);
	});
});

const send = async (operation: string, values: IDataObject) =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation,
		values: { recipient: ANA, ...values },
		items: [{ json: {} }],
	});

// n8n doesn't check required fields in nested rows, so the node does.
it.each([
	[
		'sendList',
		{ title: 'M', buttonText: 'B', footer: 'F', sections: { section: [{ title: 'R' }] } },
		'"Sections → 1 → Rows → 1 → Title" is empty',
	],
	[
		'sendCarousel',
		{ text: 'Offers', cards: { card: [{ body: 'Lamp' }] } },
		'"Cards → 1 → Buttons → 1 → Button Text" is empty',
	],
])(
	'%s: an empty first row within a row: the error names its empty fields',
	async (operation, values, message) => {
		const { error } = await send(operation, values);
		expect(error?.message).toContain(message);
		expect(arrived(simulator.current)).toEqual([]);
	},
);

it('a removed first row: the error says that the list is empty', async () => {
	const { error } = await send('sendButtons', { title: 'All right?', buttons: {} });
	expect(error?.message).toContain('"Buttons" is empty');
});

it('Send Buttons: a first row needs nothing but its text', async () => {
	const buttons = { button: [{ displayText: 'Yes' }] };
	expect((await send('sendButtons', { title: 'All right?', buttons })).error).toBeUndefined();
	expect(bodies(simulator.current)).toMatchObject([
		{ buttons: [{ type: 'reply', displayText: 'Yes', id: 'Yes' }] },
	]);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeProperties, INodeTypeDescription } from 'n8n-workflow';

import { descriptionSnapshot, snapshotFile } from '../../dev/generate/descriptionSnapshot';
import { EvolutionApi } from '../../nodes/EvolutionApi/EvolutionApi.node';
import { EvolutionApiTrigger } from '../../nodes/EvolutionApi/EvolutionApiTrigger.node';

it.each([new EvolutionApi(), new EvolutionApiTrigger()])(
	'the parameters of $description.name are those of the snapshot (if the change is meant: npm run generate)',
	({ description }) => {
		const snapshot = readFileSync(join(__dirname, '..', '..', snapshotFile(description)), 'utf8');
		expect(descriptionSnapshot(description)).toBe(snapshot);
	},
);

it('a snapshot has each parameter with its type, default, values and conditions, at any depth', () => {
	const text = (name: string, more: Partial<INodeProperties> = {}): INodeProperties => ({
		displayName: name,
		name,
		type: 'string',
		default: '',
		...more,
	});
	const values = ['url', 'file'].map((value) => ({ name: value, value }));
	const show = { resource: ['chat'], operation: ['get', 'send'] };
	const properties = [
		text('source', { type: 'options', default: 'url', options: values, displayOptions: { show } }),
		text('url', { required: true, displayOptions: { show: { ...show, source: ['url'] } } }),
		text('note', { type: 'notice', displayOptions: { show } }),
		text('options', {
			type: 'collection',
			default: {},
			options: [
				text('list', {
					type: 'fixedCollection',
					typeOptions: { multipleValues: true },
					default: {},
					options: [{ displayName: 'Row', name: 'row', values: [text('cell')] }],
				}),
			],
			displayOptions: { hide: { authentication: ['goKey'] } },
		}),
	];
	const description = { name: 'sample', version: 1, properties } as INodeTypeDescription;
	expect(descriptionSnapshot(description).split('\n')).toEqual([
		'sample, version 1',
		'',
		'[chat: get, send]',
		'source: options = "url"',
		'  url | file',
		'url: string required = "" if source = url',
		'',
		'',
		'options: collection = {} unless authentication = goKey',
		'  list: fixedCollection[] = {}',
		'    row:',
		'      cell: string = ""',
		'',
	]);
});

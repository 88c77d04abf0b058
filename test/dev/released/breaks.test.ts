import type { INodeProperties, INodeTypeDescription } from 'n8n-workflow';

import { brokenBy } from '../../../dev/released/breaks';
import type { Release } from '../../../dev/released/current';
import { promiseOf } from '../../../dev/released/promise';
import type { Shape } from '../../../dev/released/shape';
import { sinceVersion } from '../../../nodes/EvolutionApi/core/table/nodeVersion';

const selector = (name: string, values: string[], resource?: string): INodeProperties => ({
	displayName: name,
	name,
	type: 'options',
	options: values.map((value) => ({ name: value, value })),
	default: values[0],
	...(resource === undefined ? {} : { displayOptions: { show: { resource: [resource] } } }),
});

const inSend = { show: { resource: ['message'], operation: ['send'] } };
const format: INodeProperties = {
	...selector('format', ['plain', 'markdown']),
	displayOptions: inSend,
};
const text: INodeProperties = {
	displayName: 'Text',
	name: 'text',
	type: 'string',
	default: '',
	placeholder: 'Hello',
	displayOptions: inSend,
};
const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	default: {},
	options: [{ displayName: 'Delay', name: 'delay', type: 'number', default: 0 }],
	displayOptions: inSend,
};
const buttons: INodeProperties = {
	displayName: 'Buttons',
	name: 'buttons',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	default: {},
	options: [{ displayName: 'Button', name: 'button', values: [{ ...text, name: 'label' }] }],
	displayOptions: inSend,
};
const chat: INodeProperties = {
	displayName: 'Chat',
	name: 'chat',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	modes: ['list', 'id'].map((name) => ({ displayName: name, name, type: 'string' })),
	displayOptions: inSend,
};
const SELECTORS = [
	selector('resource', ['message']),
	selector('operation', ['send', 'edit'], 'message'),
];
const FIELDS = { format, text, options, buttons, chat };

interface Changes {
	readonly fields?: { readonly [Name in keyof typeof FIELDS]?: INodeProperties };
	readonly more?: INodeProperties[];
	readonly selectors?: INodeProperties[];
	readonly output?: Shape;
	readonly description?: Partial<INodeTypeDescription>;
}

const OUTPUT = {
	id: 'string',
	count: 'number',
	key: { from: 'string' },
	list: [{ name: 'string' }],
};

/** A small node, with what is changed of it. */
function release({ fields, more, selectors, output, description }: Changes = {}): Release {
	const node = {
		credentials: [{ name: 'key' }],
		webhooks: [
			{ name: 'default', path: 'webhook', httpMethod: 'POST', responseMode: 'onReceived' },
		],
		properties: [
			...(selectors ?? SELECTORS),
			...Object.values({ ...FIELDS, ...fields }),
			...(more ?? []),
		],
		...description,
	} as INodeTypeDescription;
	return {
		release: '1.0.0',
		nodes: { node: { 1: promiseOf(node, 1, { 'message/send': output ?? OUTPUT }) } },
	};
}

it('an option that was withdrawn from an operation may be gone from there, and only from there', () => {
	const without = release({ fields: { options: { ...options, options: [] } } });
	const delay = { place: 'message/send', path: 'options.delay' };
	expect(brokenBy(release(), without, [delay])).toBeUndefined();
	expect(brokenBy(release(), without, [{ ...delay, place: 'message/edit' }])).toContain('is gone');
});

/** What is said of a change, without the sentences around it. */
const broken = (changes: Changes) =>
	brokenBy(release(), release(changes))
		?.split('\n')
		.filter((line) => line.startsWith('  '))
		.map((line) => line.replace('  node, version 1: ', ''));

describe('a change that breaks saved workflows is named', () => {
	const renamed = { ...text, name: 'message' };
	const required = { ...text, required: true };
	const grown = { ...text, typeOptions: { multipleValues: true } };
	const typed = { ...text, type: 'json' } as const;
	const conditional = { ...text, displayOptions: { show: { ...inSend.show, format: ['plain'] } } };
	const hidden = { ...text, displayOptions: { ...inSend, hide: { format: ['plain'] } } };
	const newRequired = { ...text, name: 'title', required: true };
	const oneMode = { ...chat, modes: chat.modes?.slice(0, 1) };

	it.each<[sort: string, changes: Changes, said: string]>([
		['a renamed parameter', { fields: { text: renamed } }, 'message/send: "text" is gone'],
		[
			'a parameter that is gone from one operation',
			{ fields: { text: { ...text, displayOptions: { show: { resource: ['other'] } } } } },
			'message/send: "text" is gone',
		],
		[
			'an option that is gone',
			{ fields: { options: { ...options, options: [] } } },
			'message/send: "options.delay" is gone',
		],
		[
			'a field of a list that is gone',
			{ fields: { buttons: { ...buttons, options: [] } } },
			'message/send: "buttons.button.label" is gone',
		],
		[
			'a changed default',
			{ fields: { text: { ...text, default: 'Hi' } } },
			'message/send: "text" had the default "", has "Hi"',
		],
		[
			'a changed type',
			{ fields: { text: typed } },
			'message/send: "text" was of type string, is of json',
		],
		[
			'a value that is gone',
			{ fields: { format: { ...format, options: format.options?.slice(0, 1) } } },
			'message/send: "format" has no value "markdown" any more',
		],
		[
			'an operation that is gone',
			{ selectors: [SELECTORS[0], selector('operation', ['send'], 'message')] },
			'message: "operation" has no value "edit" any more',
		],
		[
			'a mode that is gone',
			{ fields: { chat: oneMode } },
			'message/send: "chat" has no mode "id" any more',
		],
		[
			'a value that becomes a list',
			{ fields: { text: grown } },
			'message/send: "text" has become a list',
		],
		[
			'a parameter that becomes required',
			{ fields: { text: required } },
			'message/send: "text" has become required',
		],
		[
			'a new parameter that is required',
			{ more: [newRequired] },
			'message/send: "title" is new and required',
		],
		[
			'a new condition',
			{ fields: { text: conditional } },
			'message/send: "text" is hidden where it was shown',
		],
		[
			'a new reason to hide it',
			{ fields: { text: hidden } },
			'message/send: "text" is hidden where it was shown',
		],
		[
			'a credential that is gone',
			{ description: { credentials: [] } },
			'the credential key is gone',
		],
		['another address', { description: { webhooks: [] } }, 'the webhook "default webhook" is gone'],
		[
			'a lost field of the output',
			{ output: { ...OUTPUT, key: {} } },
			'message/send: "key.from" of the output is gone',
		],
		[
			'a lost field in a list of the output',
			{ output: { ...OUTPUT, list: [{}] } },
			'message/send: "list[].name" of the output is gone',
		],
		[
			'another type in the output',
			{ output: { ...OUTPUT, count: 'string' } },
			'message/send: "count" of the output was number, is string',
		],
		[
			'a list in the place of an item',
			{ output: [OUTPUT] },
			'message/send: the output was object, is array',
		],
	])('%s', (_sort, changes, said) => {
		expect(broken(changes)).toEqual([said]);
	});

	it('a version of the node, and a node', () => {
		const lines = (now: Release) => brokenBy(release(), now)?.split('\n')[1];
		expect(lines({ release: '1.1.0', nodes: { node: {} } })).toBe('  node, version 1: is gone');
		expect(lines({ release: '1.1.0', nodes: {} })).toBe('  node, version 1: is gone');
	});

	it('with what to do about it', () => {
		const said = brokenBy(release(), release({ fields: { text: renamed } }));
		expect(said).toMatch(/^Workflows that were saved with 1\.0\.0 would break:\n/);
		expect(said).toMatch(
			/for a new version only:\nsee "Versions of the node" in CONTRIBUTING\.md\.$/,
		);
	});
});

describe('a change that breaks nothing is free', () => {
	const either = { show: { ...inSend.show, format: ['plain', 'markdown'] } };
	it.each<[sort: string, changes: Changes]>([
		[
			'labels and hints',
			{
				fields: {
					text: { ...text, displayName: 'Words', description: 'Your words', placeholder: '' },
				},
			},
		],
		['the order', { selectors: [...SELECTORS].reverse() }],
		['a new field that may stay empty', { more: [{ ...text, name: 'footer' }] }],
		[
			'a new value',
			{
				fields: {
					format: {
						...format,
						options: [...(format.options ?? []), { name: 'HTML', value: 'html' }],
					},
				},
			},
		],
		[
			'a new operation with a required field',
			{
				selectors: [SELECTORS[0], selector('operation', ['send', 'edit', 'pin'], 'message')],
				more: [
					{
						...text,
						name: 'id',
						required: true,
						displayOptions: { show: { resource: ['message'], operation: ['pin'] } },
					},
				],
			},
		],
		[
			'a new required field for a new value',
			{
				fields: {
					format: {
						...format,
						options: [...(format.options ?? []), { name: 'HTML', value: 'html' }],
					},
				},
				more: [
					{
						...text,
						name: 'page',
						required: true,
						displayOptions: { show: { ...inSend.show, format: ['html'] } },
					},
				],
			},
		],
		[
			'a field in more places',
			{ fields: { text: { ...text, displayOptions: { show: { resource: ['message'] } } } } },
		],
		['more in the output', { output: { ...OUTPUT, from: 'string' } }],
		[
			'a field that is for newer nodes only',
			{ more: [sinceVersion(2, { ...text, name: 'title', required: true }) as INodeProperties] },
		],
	])('%s', (_sort, changes) => {
		expect(broken(changes)).toBeUndefined();
	});

	it('a condition that becomes wider', () => {
		const narrow = release({
			fields: {
				text: { ...text, displayOptions: { show: { ...inSend.show, format: ['plain'] } } },
			},
		});
		expect(
			brokenBy(narrow, release({ fields: { text: { ...text, displayOptions: either } } })),
		).toBeUndefined();
		expect(brokenBy(narrow, release())).toBeUndefined();
	});

	it('a type where the release only knew nothing', () => {
		const unknown = release({ output: { id: 'null', list: [] } });
		expect(
			brokenBy(unknown, release({ output: { id: 'string', list: ['string'] } })),
		).toBeUndefined();
	});
});

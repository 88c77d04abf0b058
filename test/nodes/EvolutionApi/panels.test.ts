import { NodeHelpers, type INodeParameters, type INodeProperties } from 'n8n-workflow';

import { EvolutionApi } from '../../../nodes/EvolutionApi/EvolutionApi.node';

const { description } = new EvolutionApi();

const shownOf = (properties: unknown, values: INodeParameters, root = values) =>
	(properties as INodeProperties[])
		.filter((property) =>
			NodeHelpers.displayParameter(values, property, { typeVersion: 1 }, description, root),
		)
		.map(({ displayName }) => displayName);

interface Panel {
	readonly fields: string[];
	readonly options: string[];
	readonly bulkSending: string[];
}

function panelOf(given: INodeParameters): Panel {
	const node = { id: '', name: '', type: '', typeVersion: 1, position: [0, 0], parameters: given };
	const values: INodeParameters = {
		authentication: 'globalKey',
		...NodeHelpers.getNodeParameters(
			description.properties,
			given,
			true,
			false,
			node as never,
			description,
		),
	};
	const shown = description.properties.filter((property) =>
		NodeHelpers.displayParameter(values, property, { typeVersion: 1 }, description),
	);
	const fields = shown
		.filter(({ type }) => type !== 'notice')
		.map(({ displayName }) => displayName)
		.filter((label) => !['Authentication', 'Operation', 'Resource'].includes(label));
	const offered = (collection: string) =>
		shownOf(
			shown.find(({ name }) => name === collection)?.options ?? [],
			Object(values[collection] ?? {}) as INodeParameters,
			values,
		);
	return { fields, options: offered('options'), bulkSending: offered('bulkSending') };
}

it.each([
	['message', 'sendText'],
	['message', 'sendMedia'],
	['message', 'sendSequence'],
])('an agent whose tool is %s → %s is offered no Bulk Sending', (resource, operation) => {
	const values = { authentication: 'globalKey', resource, operation };
	const tool = { ...description, name: `${description.name}Tool` };
	const named = description.properties.filter(({ name }) => name === 'bulkSending');
	const isShown = (type: typeof description) =>
		named.some((field) =>
			NodeHelpers.displayParameter(values, field, { typeVersion: 1 }, type, values),
		);
	expect(isShown(description)).toBe(true);
	expect(isShown(tool)).toBe(false);
});

describe('panel of Send Text', () => {
	const panel = (given: INodeParameters = {}) =>
		panelOf({ resource: 'message', operation: 'sendText', ...given });
	const BULK = [
		'Concurrency',
		'Daily Limits',
		'Deduplication',
		'Max Items per Run',
		'Opt-Out',
		'Output',
		'Quiet Hours',
		'Rate Limit',
		'Stop Conditions',
		'Verify Numbers',
	];

	it('shows Instance, Recipient, Text, eight options, and ten entries of Bulk Sending', () => {
		expect(panel()).toEqual({
			fields: ['Instance', 'Recipient', 'Text', 'Options', 'Bulk Sending'],
			options: [
				'Custom Message ID',
				'Delivery Receipt',
				'Link Preview',
				'Mentions',
				'Reply To',
				'Split Long Text',
				'Text Format',
				'Typing Indicator',
			],
			bulkSending: BULK,
		});
	});

	it.each<[entry: string, value: INodeParameters[string]]>([
		['dailyLimits', { messagesPerDay: 200 }],
		['deduplication', { values: { sentSince: '24' } }],
		['maxItems', 200],
		['optOut', { values: { optOutKeywords: 'STOP' } }],
		['output', 'summary'],
		['quietHours', { values: {} }],
		['rateLimit', { values: {} }],
		['stopConditions', { nothingDelivered: false }],
		['verifyNumbers', false],
	])('does not offer Concurrency once Bulk Sending contains %s', (entry, value) => {
		expect(panel({ bulkSending: { [entry]: value } }).bulkSending).toEqual(BULK.slice(1));
		expect(panel({ bulkSending: { concurrency: 5 } }).bulkSending).toEqual(BULK);
	});
});

it('no panel offers an option whose description says that it is refused or cannot be combined', () => {
	const entries = description.properties
		.filter(({ name }) => ['options', 'bulkSending'].includes(name))
		.flatMap(({ options = [] }) => options as INodeProperties[]);
	expect(entries.length).toBeGreaterThan(50);
	const texts = entries.map((entry) => JSON.stringify(entry));
	expect(
		texts.filter((text) => /cannot be (combined|used)|is refused|is an error/.test(text)),
	).toEqual([]);
});

it.each<[operation: string, fields: string[]]>([
	['reply', ['Reply With', 'Text', 'Options']],
	['combineMessages', ['Debounce Time (Seconds)', 'Max Wait (Seconds)', 'Options']],
	['addChatHistory', ['Context Window Length', 'Options']],
])(
	'panel: %s has Instance and Specific Message as options to replace those of the incoming message',
	(operation, fields) => {
		const panel = panelOf({
			resource: operation === 'reply' ? 'message' : 'conversation',
			operation,
		});
		expect(panel.fields).toEqual(fields);
		expect(panel.options).toEqual(expect.arrayContaining(['Instance', 'Specific Message']));
	},
);

it.each<[replyType: string, offered: string[], hidden: string[]]>([
	['text', ['Link Preview', 'Split Long Text', 'Text Format'], ['Caption', 'File Name']],
	['media', ['Caption', 'File Name'], ['Link Preview', 'Split Long Text', 'Text Format']],
])(
	'panel: Reply with %s offers only the options that apply to such a reply',
	(replyType, offered, hidden) => {
		const { options } = panelOf({ resource: 'message', operation: 'reply', replyType });
		expect(options).toEqual(expect.arrayContaining(offered));
		expect(options.filter((label) => hidden.includes(label))).toEqual([]);
	},
);

it('panel of Create Instance offers no WaVoIP token, since the server would delete a new instance with one', () => {
	const settings = (given: INodeParameters) =>
		description.properties
			.filter(({ name }) => name === 'settings')
			.filter((property) =>
				NodeHelpers.displayParameter(given, property, { typeVersion: 1 }, description),
			)
			.flatMap(({ options = [] }) => options.map(({ name }) => name));
	const ofUpdate = settings({ resource: 'settings', operation: 'update' });
	expect(ofUpdate).toContain('wavoipToken');
	expect(settings({ resource: 'instance', operation: 'create' })).toEqual(
		ofUpdate.filter((name) => name !== 'wavoipToken'),
	);
});

describe('panel of Send and Wait for Response', () => {
	const panel = (given: INodeParameters) =>
		panelOf({ resource: 'message', operation: 'sendAndWait', ...given });
	const BASE = ['Instance', 'Recipient', 'Message', 'Response Type'];
	const CHAT = ['Accepted Answers', 'Delivery Receipt', 'Limit Wait Time', 'Webhook Base URL'];
	const CHOOSING = [...CHAT, 'Invalid Answer'];
	const PAGE = ['Delivery Receipt', 'Limit Wait Time', 'Response Page'];

	it.each<[what: string, given: INodeParameters, fields: string[], options: string[]]>([
		['an approval', {}, ['Ask With', 'Approval Options'], CHOOSING],
		[
			'an approval with buttons',
			{ showChoicesAs: 'buttons' },
			['Ask With', 'Approval Options'],
			[...CHOOSING, 'Message Layout'],
		],
		['an approval page', { showChoicesAs: 'page' }, ['Ask With', 'Approval Options'], PAGE],
		['a choice', { responseType: 'choice' }, ['Choices', 'Ask With'], CHOOSING],
		[
			'a choice from a list',
			{ responseType: 'choice', showChoicesAs: 'list' },
			['Choices', 'Ask With'],
			[...CHOOSING, 'Message Layout'],
		],
		['free text', { responseType: 'freeText' }, [], CHAT],
		['a form', { responseType: 'customForm' }, ['Define Form', 'Form Elements'], PAGE],
	])(
		'shows for %s only the fields and options that apply to it',
		(_what, given, fields, options) => {
			const shown = panel(given);
			expect(shown.fields).toEqual([...BASE, ...fields, 'Options']);
			expect(shown.options).toEqual([...options].sort());
			expect(shown.options.length).toBeLessThanOrEqual(6);
		},
	);

	it('offers the approval page only for an approval', () => {
		const field = description.properties.find(({ name }) => name === 'showChoicesAs');
		const offered = (responseType: string) =>
			(field?.options as Array<INodeProperties & { value: string }>)
				.filter((option) =>
					NodeHelpers.displayParameter({ responseType }, option, { typeVersion: 1 }, description),
				)
				.map(({ value }) => value);
		expect(offered('approval')).toContain('page');
		expect(offered('choice')).not.toContain('page');
	});
});

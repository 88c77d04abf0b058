/** Tests that a value is checked in the same way by all operations that accept this kind of value. */
import type { IDataObject } from 'n8n-workflow';

import { findOperation, runOperation } from '../../../support/run';
import { arrived, useSimulator } from '../../../support/simulator';

const simulator = useSimulator();

const changes = () => arrived(simulator.current).filter(({ method }) => method === 'POST');

const ADDRESSES = [
	'n8n.example.com/webhook/x',
	'undefined',
	'ftp://example.com',
	'https://exa mple.com',
];

const FIELDS: Array<[string, string, (address: string) => IDataObject]> = [
	['instance', 'create', (url) => ({ instanceName: 'neu', webhook: { url } })],
	[
		'instance',
		'create',
		(url) => ({ instanceName: 'neu', chatwoot: { url, accountId: '1', token: 't' } }),
	],
	['webhook', 'update', (url) => ({ webhook: { url, events: ['MESSAGES_UPSERT'] } })],
	['chatwoot', 'update', (url) => ({ chatwoot: { url, accountId: '1', token: 't' } })],
	['message', 'sendTemplate', (webhookUrl) => ({ options: { webhookUrl } })],
	['message', 'sendButtons', (thumbnailUrl) => ({ options: { thumbnailUrl } })],
	[
		'message',
		'sendButtons',
		(url) => ({ buttons: { button: [{ type: 'url', displayText: 'Open', url }] } }),
	],
];

describe.each(FIELDS)('%s → %s', (resource, operation, values) => {
	it.each(ADDRESSES)('refuses %j as a web address before any request', async (address) => {
		const { error } = await runOperation(simulator.current, {
			resource,
			operation,
			values: {
				...(findOperation(resource, operation).example as IDataObject),
				...values(address),
			},
		});
		expect(error?.message).toContain('must be a web address');
		expect(changes()).toEqual([]);
	});
});

describe('events', () => {
	const update = async (values: IDataObject) =>
		await runOperation(simulator.current, { resource: 'webhook', operation: 'update', values });
	const url = 'https://example.com/hook';

	it('a list that an expression left empty is refused: the server takes it for all events', async () => {
		const { error } = await update({ enabled: true, webhook: { url, events: [] } });
		expect(error?.message).toContain('is empty');
		expect(changes()).toEqual([]);
	});

	it('a webhook that was switched off does not come back with all events', async () => {
		const first = await update({ enabled: true, webhook: { url, events: ['MESSAGES_UPSERT'] } });
		expect(first.error).toBeUndefined();
		await update({ enabled: false, mode: 'update', webhook: {} });
		const before = changes().length;
		const { error } = await update({ enabled: true, mode: 'update', webhook: {} });
		expect(error?.message).toBe('"Webhook → Events" is empty');
		expect(error?.description).toContain('It forgets the events');
		expect(changes()).toHaveLength(before);
	});

	it.each(['websocket', 'rabbitmq'])('the transport %s neither', async (transport) => {
		const values = { transport, enabled: true, mode: 'replace', transportSettings: {} };
		const resource = 'eventTransport';
		const { error } = await runOperation(simulator.current, {
			resource,
			operation: 'update',
			values,
		});
		expect(error?.message).toMatch(/"Settings → Events" is empty|switched off/);
	});
});

it.each(['red', '#12', 'rgb(1, 2, 3)'])(
	'the color %s of a status is refused, which would be black',
	async (backgroundColor) => {
		const { error } = await runOperation(simulator.current, {
			resource: 'status',
			operation: 'send',
			values: { statusType: 'text', text: 'Hi', audience: 'allContacts', backgroundColor },
		});
		expect(error?.message).toContain('must be a color');
	},
);

it.each([
	['create', { triggerOperator: 'regex', triggerValue: '(hi' }],
	['create', { triggerOperator: 'regex', triggerValue: '[a-' }],
	[
		'update',
		{ updateFields: { triggerType: 'keyword', triggerOperator: 'regex', triggerValue: '(hi' } },
	],
])(
	'%s a bot whose pattern is no regular expression is refused, since it would answer nobody: %j',
	async (operation, values) => {
		const run = async (name: string, more: IDataObject) =>
			await runOperation(simulator.current, {
				resource: 'chatbot',
				operation: name,
				values: { ...(findOperation('chatbot', name).example as IDataObject), ...more },
			});
		const { items } = operation === 'update' ? await run('create', {}) : { items: [] };
		const before = changes().length;
		const bot = items[0]?.json.id ?? items[0]?.json.botId;
		const { error } = await run(operation, { ...values, ...(bot !== undefined && { bot }) });
		expect(error?.message).toContain('must be a regular expression, not "');
		expect(changes()).toHaveLength(before);
	},
);

describe('the ID of a message', () => {
	const BY_ID: Array<[string, string, (id: string) => IDataObject]> = [
		['message', 'sendReaction', (messageId) => ({ messageId })],
		['message', 'edit', (messageId) => ({ messageId })],
		['message', 'delete', (messageId) => ({ messageId })],
		['message', 'downloadMedia', (messageId) => ({ messageId })],
		['message', 'sendText', (messageId) => ({ options: { replyTo: { values: { messageId } } } })],
		['chat', 'markAsRead', (messageIds) => ({ messageIds })],
		['chat', 'getPollVotes', (messageId) => ({ messageId })],
	];
	const run = async (resource: string, operation: string, values: IDataObject) =>
		await runOperation(simulator.current, {
			resource,
			operation,
			values: { ...(findOperation(resource, operation).example as IDataObject), ...values },
		});

	it.each(BY_ID)(
		'%s → %s: what is no ID is refused before any request',
		async (...[resource, operation, values]) => {
			const wrong = ['5511988887777@s.whatsapp.net', 'undefined', '{{ $json.id }}', 'my message'];
			for (const id of wrong) {
				const { error } = await run(resource, operation, values(id));
				expect(error?.message).toMatch(
					/must be the ID of a message|not filled in|is set to Fixed|\{\{/,
				);
			}
			expect(arrived(simulator.current)).toEqual([]);
		},
	);

	it.each(BY_ID)(
		'%s → %s: removes blanks around an ID, and the key of other programs',
		async (...[resource, operation, values]) => {
			const ID = '3EB0A1B2C3D4E5F60718';
			for (const id of [
				` ${ID}\n`,
				`"${ID}"`,
				`true_5511988887777@c.us_${ID}`,
				`false_120363020202020202@g.us_${ID}_5511977776666@c.us`,
			]) {
				await run(resource, operation, values(id));
			}
			const sent = arrived(simulator.current).map(({ body }) => JSON.stringify(body ?? {}));
			const withId = sent.filter((body) => body.includes('3EB0A1B2'));
			expect(withId.length).toBeGreaterThanOrEqual(4);
			for (const body of withId) expect(body).toContain(`"${ID}"`);
		},
	);
});

it.each(['delete', 'sendReaction'])(
	'message → %s in a group asks for the author of the message, without whom WhatsApp does nothing',
	async (operation) => {
		const { error } = await runOperation(simulator.current, {
			resource: 'message',
			operation,
			values: {
				...(findOperation('message', operation).example as IDataObject),
				recipient: '120363020202020202@g.us',
				fromMe: false,
				participant: '',
			},
		});
		expect(error?.message).toBe('"Author" is empty');
		expect(changes()).toEqual([]);
	},
);

it.each([
	['message', 'sendText', 'recipient'],
	['group', 'get', 'group'],
	['chat', 'archive', 'recipient'],
])(
	'%s → %s says that a sheet has rounded the ID of a group, and not that the group is unknown',
	async (resource, operation, field) => {
		const { error } = await runOperation(simulator.current, {
			resource,
			operation,
			values: {
				...(findOperation(resource, operation).example as IDataObject),
				[field]: '={{ $json.group }}',
			},
			items: [{ json: { group: Number('120363020202020202') } }],
		});
		expect(error?.message).toMatch(
			/is 1203630202020202\d\d, a number that has lost its last digits$/,
		);
		expect(error?.description).toContain('as text');
		expect(arrived(simulator.current)).toEqual([]);
	},
);

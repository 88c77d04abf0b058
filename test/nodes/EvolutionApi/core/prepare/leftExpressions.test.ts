import type { IDataObject } from 'n8n-workflow';

import type { Field } from '../../../../../nodes/EvolutionApi/core/values/field';
import { resources } from '../../../../../nodes/EvolutionApi/operations';
import { startSimulator, type Simulator } from '../../../../../simulator/server';
import { runOperation } from '../../../../support/run';
import { arrived, forget } from '../../../../support/simulator';

let simulator: Simulator;
beforeAll(async () => {
	simulator = await startSimulator({ port: 0, seed: true, quiet: true });
});
afterAll(async () => await simulator.close());
beforeEach(() => forget(simulator));

const ANA = '5511988887777';
const GREETING = 'Hi {{ $json.senderName }}, we answer within the hour.';
const ITEMS = [{ json: { senderName: 'Ana', greeting: GREETING } }];

const run = async (operation: string, values: IDataObject) => {
	const [resource, name] = operation.split('.');
	const recipient = resource === 'group' || resource === 'status' ? {} : { recipient: ANA };
	const given = { resource, operation: name, values: { ...recipient, ...values } };
	return await runOperation(simulator, { ...given, items: ITEMS });
};

/** A text that comes with the data. */
const say = async (said: string) =>
	await runOperation(simulator, {
		resource: 'message',
		operation: 'sendText',
		values: { recipient: ANA, text: '={{ $json.said }}' },
		items: [{ json: { said } }],
	});

const GROUP = '120363020202020202@g.us';
const URL_SOURCE = { mediaSource: 'url', mediaUrl: 'https://example.com/a.png' };
const ON = { sendExpressions: true };

describe('the text of a field that was left on Fixed, with an expression in it', () => {
	const cases: Array<[field: string, operation: string, values: IDataObject]> = [
		['Text', 'message.sendText', { text: GREETING }],
		['Text', 'message.sendText', { text: '={{ $json.greeting }}' }],
		[
			'Options → Caption',
			'message.sendMedia',
			{ ...URL_SOURCE, mediaType: 'image', options: { caption: GREETING } },
		],
		['Question', 'message.sendPoll', { question: GREETING, pollOptions: 'Yes\nNo' }],
		['Options', 'message.sendPoll', { question: 'When?', pollOptions: `Now\n${GREETING}` }],
		[
			'Sections → 1 → Rows → 1 → Title',
			'message.sendList',
			{
				title: 'T',
				buttonText: 'B',
				sections: { section: [{ title: 'S', rows: { row: [{ title: GREETING, rowId: 'a' }] } }] },
			},
		],
		[
			'Buttons → 1 → Button Text',
			'message.sendButtons',
			{ title: 'T', buttons: { button: [{ type: 'reply', displayText: GREETING }] } },
		],
		[
			'Buttons → 2 → text',
			'message.sendButtons',
			{ title: 'T', listSource: 'data', listData: '={{ ["Yes", { text: $json.greeting }] }}' },
		],
		[
			'Contacts → 1 → Contact Name',
			'message.sendContact',
			{ contacts: { contact: [{ fullName: '{{ $json.name }}', phoneNumber: ANA }] } },
		],
		['Place Name', 'message.sendLocation', { latitude: 1, longitude: 1, placeName: GREETING }],
		['New Text', 'message.edit', { messageId: '3EB0', newText: GREETING }],
		['Text', 'conversation.reply', { messageSource: 'other', messageId: '3EB0', text: GREETING }],
		['Message', 'conversation.sendAndWait', { message: GREETING }],
		[
			'Messages → 1 → Text',
			'conversation.sendSequence',
			{ steps: { step: [{ action: 'text', text: GREETING }] } },
		],
		['Text', 'status.send', { statusType: 'text', text: GREETING }],
		['Subject', 'group.updateSubject', { group: GROUP, subject: 'Order {{ $json.order }}' }],
	];

	it.each(cases)('%s of %s is not sent', async (field, operation, values) => {
		const { error } = await run(operation, values);
		expect(error?.message).toContain(`${field}: people would read {{ $json.`);
		expect(error?.description).toContain('Switch the field from Fixed to Expression');
		expect(arrived(simulator)).toEqual([]);
	});

	it.each([
		'{{ $json.name }}',
		'{{$json.name}}',
		'{{ $("Trigger").item.json.name }}',
		'={{ 1 + 1 }}',
		'Hi {{ $now.toISO() }}',
		'Hi {{ $json["name',
	])('"%s" is an expression', async (left) => {
		const { error } = await say(left);
		expect(error?.message).toMatch(/^Text: people would read .* itself/);
	});

	it.each(['Only {{$5}} today', '{{name}} and {{ 1 }}', 'a {{ b }} = {c: {d: 1}}', '$json.name'])(
		'"%s" is none, and is sent',
		async (said) => {
			const { error } = await say(said);
			expect(error).toBeUndefined();
			expect(arrived(simulator)[0].body).toMatchObject({ text: said });
		},
	);

	it('an evaluated expression is sent', async () => {
		const { error } = await run('message.sendText', { text: `=${GREETING}` });
		expect(error).toBeUndefined();
		expect(arrived(simulator)[0].body).toMatchObject({
			text: 'Hi Ana, we answer within the hour.',
		});
	});

	it('words of somebody else are quoted all the same', async () => {
		const quotedMessage = {
			key: { id: '3EB0A1', remoteJid: `${ANA}@s.whatsapp.net`, fromMe: false },
			message: { conversation: GREETING },
		};
		const { error } = await run('message.sendText', {
			text: 'Like this?',
			options: { quotedMessage },
		});
		expect(error).toBeUndefined();
	});

	it.each<[string, IDataObject]>([
		['message.sendText', { text: GREETING, options: ON }],
		['status.send', { statusType: 'text', text: GREETING, options: ON }],
		[
			'conversation.reply',
			{ messageSource: 'other', messageId: '3EB0', text: GREETING, options: ON },
		],
		[
			'conversation.sendSequence',
			{ steps: { step: [{ action: 'text', text: GREETING }] }, options: ON },
		],
	])('%s sends it where the option says so', async (operation, values) => {
		const { error } = await run(operation, values);
		expect(error).toBeUndefined();
		const bodies = arrived(simulator).map(({ body }) => JSON.stringify(body));
		expect(bodies.some((body) => body.includes(GREETING))).toBe(true);
		expect(bodies.join()).not.toContain('sendExpressions');
	});
});

/** What people read, wherever in the fields of an operation. */
const READ_BY_PEOPLE = [
	'address',
	'body',
	'caption',
	'channelName',
	'choices',
	'description',
	'displayText',
	'footer',
	'fullName',
	'message',
	'newText',
	'placeName',
	'pollOptions',
	'profileName',
	'question',
	'statusText',
	'subject',
	'templateValues',
	'text',
	'title',
];

function namesIn(fields: ReadonlyArray<Field | object>): string[] {
	return fields.flatMap((field) => {
		const { name, type, options, values } = field as Partial<Field> & { values?: readonly Field[] };
		const inner = type === 'options' ? [] : [...(options ?? []), ...(values ?? [])];
		return [...(name === undefined ? [] : [name]), ...namesIn(inner)];
	});
}

describe('every operation whose texts people read', () => {
	const writing = resources
		.filter(({ value }) =>
			['channel', 'conversation', 'group', 'message', 'profile', 'status'].includes(value),
		)
		.flatMap(({ value, operations }) =>
			operations
				.filter(({ request }) => request.reads !== true && request.method !== 'GET')
				.map(({ value: name, fields }) => [`${value}.${name}`, namesIn(fields)] as const),
		)
		.filter(([, names]) => names.some((name) => READ_BY_PEOPLE.includes(name)));

	it.each(writing)('%s looks for expressions', (_name, names) => {
		expect(names).toContain('sendExpressions');
	});

	it('they are many', () => expect(writing.length).toBeGreaterThan(18));
});

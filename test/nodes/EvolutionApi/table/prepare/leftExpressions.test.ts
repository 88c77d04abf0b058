import type { IDataObject } from 'n8n-workflow';

import { runOperation } from '../../../../support/run';
import { arrived, useSimulator } from '../../../../support/simulator';

const simulator = useSimulator();

const ANA = '5511988887777';
const GREETING = 'Hi {{ $json.senderName }}, we answer within the hour.';
const ITEMS = [{ json: { senderName: 'Ana', greeting: GREETING } }];

const run = async (operation: string, values: IDataObject) => {
	const [resource, name] = operation.split('.');
	const recipient = resource === 'group' || resource === 'status' ? {} : { recipient: ANA };
	const given = { resource, operation: name, values: { ...recipient, ...values } };
	return await runOperation(simulator.current, { ...given, items: ITEMS });
};

const say = async (text: string) => await run('message.sendText', { text });

const GROUP = '120363020202020202@g.us';
const URL_SOURCE = { mediaSource: 'url', mediaUrl: 'https://example.com/a.png' };

describe('a text field left on Fixed with an expression in it', () => {
	const cases: Array<[field: string, operation: string, values: IDataObject]> = [
		['Text', 'message.sendText', { text: GREETING }],
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
			'Contacts → 1 → Contact Name',
			'message.sendContact',
			{ contacts: { contact: [{ fullName: '{{ $json.name }}', phoneNumber: ANA }] } },
		],
		['Place Name', 'message.sendLocation', { latitude: 1, longitude: 1, placeName: GREETING }],
		['New Text', 'message.edit', { messageId: '3EB0', newText: GREETING }],
		[
			'Text',
			'message.reply',
			{
				text: GREETING,
				options: { specificMessage: { values: { recipient: ANA, messageId: '3EB0' } } },
			},
		],
		['Message', 'message.sendAndWait', { message: GREETING }],
		[
			'Messages → 1 → Text',
			'message.sendSequence',
			{ steps: { step: [{ action: 'text', text: GREETING }] } },
		],
		['Text', 'status.send', { statusType: 'text', text: GREETING }],
		['Subject', 'group.updateSubject', { group: GROUP, subject: 'Order {{ $json.order }}' }],
	];

	it.each(cases)('%s of %s is not sent', async (field, operation, values) => {
		const { error } = await run(operation, values);
		expect(error?.message).toContain(`${field}" contains {{ $json.`);
		expect(error?.message).toContain('but is set to Fixed');
		expect(error?.description).toBe('Switch it to Expression.');
		expect(arrived(simulator.current)).toEqual([]);
	});

	it.each([
		'{{ $json.name }}',
		'{{$json.name}}',
		'{{ $("Trigger").item.json.name }}',
		'Sum: ={{ 1 + 1 }}',
		'Hi {{ $now.toISO() }}',
		'Hi {{ $json["name',
	])('"%s" is taken for an expression, and refused', async (left) => {
		const { error } = await say(left);
		expect(error?.message).toMatch(/^"Text" contains .* is set to Fixed/);
	});

	it.each(['Only {{$5}} today', '{{name}} and {{ 1 }}', 'a {{ b }} = {c: {d: 1}}', '$json.name'])(
		'"%s" is not taken for an expression, and is sent',
		async (said) => {
			const { error } = await say(said);
			expect(error).toBeUndefined();
			expect(arrived(simulator.current)[0].body).toMatchObject({ text: said });
		},
	);

	it('is evaluated and sent after a switch to Expression', async () => {
		const { error } = await run('message.sendText', { text: `=${GREETING}` });
		expect(error).toBeUndefined();
		expect(arrived(simulator.current)[0].body).toMatchObject({
			text: 'Hi Ana, we answer within the hour.',
		});
	});

	it('{{ }} in a text that an expression takes from the input data is sent unchanged', async () => {
		const { error } = await say('={{ $json.greeting }}');
		expect(error).toBeUndefined();
		expect(arrived(simulator.current)[0].body).toMatchObject({ text: GREETING });
	});

	it('{{ }} that the recipient should read can be written within an expression, and is sent', async () => {
		const { error } = await say('=Write {{ "{{" }} $json.name }} there');
		expect(error).toBeUndefined();
		expect(arrived(simulator.current)[0].body).toMatchObject({
			text: 'Write {{ $json.name }} there',
		});
	});

	it('a field that the chosen operation does not show is not checked', async () => {
		const { error } = await run('message.sendMedia', {
			...URL_SOURCE,
			mediaType: 'image',
			text: GREETING,
		});
		expect(error).toBeUndefined();
	});
});

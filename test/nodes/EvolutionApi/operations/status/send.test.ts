import type { IDataObject } from 'n8n-workflow';

import { fileItem } from '../../../../support/binary';
import { runOperation } from '../../../../support/run';
import { arrived, useSimulator } from '../../../../support/simulator';
import { SAMPLE_FILES } from '../../../../support/sampleFiles';

const simulator = useSimulator();

const status = (values: IDataObject) =>
	runOperation(simulator.current, { resource: 'status', operation: 'send', values });

const published = () =>
	arrived(simulator.current)
		.filter(({ path }) => path.includes('sendStatus'))
		.map(({ body }) => body);

describe('Status → Send', () => {
	const bad: Array<[what: string, values: IDataObject, message: RegExp]> = [
		['an empty text', { text: '={{ "" }}' }, /^"Text" is empty/],
		[
			'an empty list of People',
			{ text: 'Hi', audience: 'chosen', people: '={{ "" }}' },
			/^"People" is empty/,
		],
		[
			'a person who is neither a number nor a JID',
			{ text: 'Hi', audience: 'chosen', people: 'abc' },
			/^"People" contains "abc", which is not a valid phone number/,
		],
		['a picture without a URL', { statusType: 'image', mediaUrl: '={{ "" }}' }, /^"URL" is empty/],
		[
			'Base64 instead of a URL',
			{ statusType: 'image', mediaUrl: 'aGVsbG8=' },
			/^"URL" must be a web address, not "aGVsbG8="/,
		],
	];
	it.each(bad)('refuses %s before any request', async (_what, values, message) => {
		const { error } = await status(values);
		expect(error?.message).toMatch(message);
		expect(arrived(simulator.current)).toEqual([]);
	});

	it('sends a text with color and font to all contacts', async () => {
		const { items } = await status({ text: 'Hi', backgroundColor: '#123456', font: 2 });
		expect(arrived(simulator.current)[0].body).toEqual({
			type: 'text',
			content: 'Hi',
			backgroundColor: '#123456',
			font: 2,
			allContacts: true,
		});
		expect(items[0].json.chat).toBe('status@broadcast');
	});

	it('sends a picture to chosen people by their JIDs', async () => {
		await status({
			statusType: 'image',
			mediaUrl: 'https://example.com/a.png',
			caption: 'Look',
			audience: 'chosen',
			people: '+55 11 98888-7777, 123456789012345@lid',
		});
		expect(published()).toEqual([
			{
				type: 'image',
				content: 'https://example.com/a.png',
				caption: 'Look',
				statusJidList: ['5511988887777@s.whatsapp.net', '123456789012345@lid'],
			},
		]);
	});

	it('names those of the chosen people who are not on WhatsApp, and shows it to the others', async () => {
		simulator.current.state.config.unknownNumbers = ['34612345678'];
		const people = { audience: 'chosen', people: '34612345678, 5511988887777' };
		const { items } = await status({ text: 'Hi', ...people });
		expect(items[0].json).toMatchObject({ chat: 'status@broadcast', missing: ['34612345678'] });
		expect(published()).toMatchObject([{ statusJidList: ['5511988887777@s.whatsapp.net'] }]);
		const { error } = await status({ text: 'Hi', ...people, people: '34612345678' });
		expect(error?.message).toBe('"People" has no one who is on WhatsApp');
		simulator.current.state.config.unknownNumbers = [];
	});

	const { png, mp4, ogg } = SAMPLE_FILES;

	it.each([
		['image', png, `data:image/*;base64,${png}`],
		['video', mp4, `data:video/*;base64,${mp4}`],
		['audio', ogg, ogg],
	])(
		'publishes a status of type %s from a file and from Base64',
		async (statusType, base64, content) => {
			const people = { audience: 'chosen', people: '5511988887777' };
			const fromFile = await runOperation(simulator.current, {
				resource: 'status',
				operation: 'send',
				values: { ...people, statusType, mediaSource: 'binary' },
				items: [fileItem(Buffer.from(base64, 'base64'), 'application/octet-stream', 'a')],
			});
			const fromText = await status({
				...people,
				statusType,
				mediaSource: 'base64',
				mediaBase64: base64,
			});
			expect([fromFile.error, fromText.error]).toEqual([undefined, undefined]);
			const sent = published();
			const body = { type: statusType, content, statusJidList: ['5511988887777@s.whatsapp.net'] };
			expect(sent).toEqual([body, body]);
		},
	);

	it('refuses a binary field that the item does not have', async () => {
		const { error } = await status({ statusType: 'image', mediaSource: 'binary' });
		expect(error?.message).toContain(
			'"Input Data Field Name" is "data", but the input item has no such file',
		);
		expect(arrived(simulator.current)).toEqual([]);
	});
});

import type { IDataObject } from 'n8n-workflow';

import type { Message } from '../../../../../simulator/state/message';
import { runOperation } from '../../../../support/run';
import { time } from '../../../../support/time';
import { useSkippedTime } from '../../../../support/simulator';
import { written as receive } from '../../../../support/written';

const simulator = useSkippedTime();

const OGG = Buffer.from('OggS').toString('base64');
const PNG = Buffer.from('picture').toString('base64');
const voice = { kind: 'audio', base64: OGG, mimetype: 'audio/ogg; codecs=opus', ptt: true };
const picture = { kind: 'image', base64: PNG, mimetype: 'image/png', caption: 'This one' };

async function gathered(
	events: readonly IDataObject[],
	downloadMedia = true,
	change: (first: Message) => void = () => {},
) {
	await time.until(
		runOperation(simulator.current, {
			resource: 'message',
			operation: 'sendText',
			values: { recipient: '5511988887777', text: 'How can we help?' },
		}),
	);
	const received = events.map((event) => receive(simulator.current, event));
	const first = simulator.current.state.instances.get('demo')?.messages.get(received[0].id);
	if (first) change(first);
	const { items, error } = await time.until(
		time.run(
			runOperation(simulator.current, {
				resource: 'conversation',
				operation: 'combineMessages',
				values: { debounceTime: 1, options: { downloadMedia } },
				trigger: {},
				items: [{ json: received.at(-1)?.flat ?? {} }],
			}),
		),
	);
	if (error) throw error;
	const [{ json, binary }] = items;
	return { json, binary, ids: received.map(({ id }) => id) };
}

describe('Combine Messages with Download Media: a message whose file cannot be downloaded', () => {
	it('has the reason in its item, and the other messages keep their files', async () => {
		const { json, binary, ids } = await gathered([voice, picture], true, (first) => {
			first.media = undefined;
		});
		expect(json.files).toMatchObject([
			{ field: null, messageId: ids[0], kind: 'voice', mediaError: expect.any(String) },
			{ field: 'file2', messageId: ids[1], kind: 'image' },
		]);
		expect(json.toTranscribe).toEqual([]);
		expect(Object.keys(binary ?? {})).toEqual(['file2']);
		expect(json.text).toBe('This one');
	});
});

it('Combine Messages with Download Media: messages without a file have no binary data', async () => {
	const { json, binary } = await gathered([{ text: 'a' }, { text: 'b' }]);
	expect(json).toMatchObject({ text: 'a\nb', files: [], toTranscribe: [] });
	expect(binary).toBeUndefined();
});

it('Combine Messages without Download Media downloads nothing', async () => {
	const { json, binary } = await gathered([voice, picture], false);
	expect(json).not.toHaveProperty('files');
	expect(binary).toBeUndefined();
});

it('Combine Messages with Download Media: files come in the order of the messages, and voice notes have a place for the transcript', async () => {
	const { json, binary, ids } = await gathered([voice, { text: 'and' }, picture, voice]);
	expect(Object.entries(binary ?? {}).map(([field, { mimeType }]) => [field, mimeType])).toEqual([
		['file1', 'audio/ogg'],
		['file2', 'image/png'],
		['file3', 'audio/ogg'],
	]);
	expect(binary?.file1.fileName).toMatch(/\.ogg$/);
	expect(json.files).toMatchObject([
		{ field: 'file1', messageId: ids[0], kind: 'voice', mimeType: 'audio/ogg', transcript: null },
		{ field: 'file2', messageId: ids[2], kind: 'image', transcript: null },
		{ field: 'file3', messageId: ids[3], kind: 'voice' },
	]);
	expect(json.toTranscribe).toMatchObject([{ messageId: ids[0] }, { messageId: ids[3] }]);
	expect(json.chatInput).toBe('[voice note]\nand\n[picture] This one\n[voice note]');
});

it('Combine Messages with Download Media: what the server has transcribed is not transcribed again', async () => {
	const { json } = await gathered([voice], true, ({ message }) => {
		message.speechToText = 'Two cakes';
	});
	expect(json.files).toMatchObject([{ kind: 'voice', transcript: 'Two cakes' }]);
	expect(json.toTranscribe).toEqual([]);
});

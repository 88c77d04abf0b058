import { createHash } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import type { Media } from '../../../../../simulator/state/message';
import { bytesOf } from '../../../../support/binary';
import { runOperation } from '../../../../support/run';
import { arrived, bodies, fail, useSimulator } from '../../../../support/simulator';

const simulator = useSimulator();

const download = async (values: IDataObject) =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation: 'downloadMedia',
		values,
	});

function receive(messageType: string, content: IDataObject, bytes: Buffer): string {
	const messages = simulator.current.state.instances.get('demo')?.messages;
	const [newest] = messages?.newestFirst() ?? [];
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	const mimetype = String(content.mimetype);
	const media: Media = { mimetype, chunks: [bytes], size: bytes.length, sha256 };
	Object.assign(newest, { messageType, message: { [messageType]: content }, media });
	return newest.key.id;
}

it('Download Media: a blank message ID is refused before any request', async () => {
	const { error } = await download({ messageId: '={{ " " }}' });
	expect(error?.message).toBe('"Message ID" is empty');
	expect(arrived(simulator.current)).toEqual([]);
});

it('Download Media: a message that is not in the store is an error', async () => {
	const { error } = await download({ messageId: 'NOPE' });
	expect(error?.message).toBe('The server does not find this message by its ID');
	expect(error?.description).toContain('Whole Message');
});

it('Download Media: a message without a file is an error', async () => {
	const [text] = simulator.current.state.instances.get('demo')?.messages.newestFirst() ?? [];
	const { error } = await download({ messageId: text.key.id });
	expect(error?.message).toBe('There is no file in this message');
});

it('Download Media: an answer without the file is an error', async () => {
	fail(simulator.current, {
		status: 201,
		body: { mediaType: 'imageMessage', mimetype: 'image/png' },
	});
	const { error, items } = await download({ messageId: 'M1' });
	expect(items).toEqual([]);
	expect(error?.message).toBe('The server answered without the file');
});

it('Download Media: an answer with a file of no bytes is an error, and no empty file', async () => {
	const body = { mediaType: 'imageMessage', mimetype: 'image/png', base64: '' };
	fail(simulator.current, { status: 201, body });
	const { error, items } = await download({ messageId: 'M1' });
	expect(items).toEqual([]);
	expect(error?.message).toBe('The server answered without the file');
});

const SIGNED =
	'https://mmg.whatsapp.net/v/t62.7118-24/1_2_n.enc?ccb=11-4&oh=01_Q5Aa&oe=68&mms3=true';
const GONE = /does not have the file of this message any more/;
const UNREACHED = /does not reach the files of WhatsApp/;
const NO_FILE = /There is no file in this message/;
const EMPTY = /has stored this message without its content/;
const NOT_DECRYPTED = /cannot decrypt the file/;

describe('a file that cannot be fetched: the words of a program say neither why nor what to do', () => {
	it.each([
		['Message not found', /does not find this message/],
		['The message is not of the media type', NO_FILE],
		['Error: "conversation" message is not a media message', NO_FILE],
		["TypeError: Cannot read properties of undefined (reading 'ephemeralMessage')", EMPTY],
		["TypeError: Cannot use 'in' operator to search for 'messageContextInfo' in undefined", EMPTY],
		['Error: No message present', EMPTY],
		[`Error: Failed to fetch stream from ${SIGNED}`, GONE],
		['AxiosError: Request failed with status code 410', GONE],
		['Error: No valid media URL or directPath present in message', GONE],
		['TypeError: Invalid URL', GONE],
		['AggregateError', UNREACHED],
		['AxiosError: getaddrinfo ENOTFOUND mmg.whatsapp.net', UNREACHED],
		['Error: connect ECONNREFUSED 157.240.12.53:443', UNREACHED],
		['Error: unable to verify the first certificate', UNREACHED],
		['Error: Cannot derive from empty media key', NOT_DECRYPTED],
		['Error: error:1C800064:Provider routines::bad decrypt', NOT_DECRYPTED],
		['Failed to convert audio to MP4', /could not convert the file/],
	])('%s', async (words, meaning) => {
		const body = { status: 400, error: 'Bad Request', response: { message: [words] } };
		fail(simulator.current, { path: '/chat/getBase64', status: 400, body, times: 9 });
		const { error } = await download({ messageId: 'M1' });
		expect(error?.message).toMatch(meaning);
		expect(error?.description).toMatch(/^Nothing was done\. [A-Z]/);
		expect(error?.description).not.toMatch(
			/values of the fields|text from Meta|mmg\.whatsapp\.net\/v/,
		);
	});
});

describe('Download Media of a picture gives', () => {
	// Contains every byte value, including bytes that aren't valid UTF-8.
	const bytes = Buffer.from(Array.from({ length: 4096 }, (_, index) => index % 256));
	const content = { mimetype: 'image/jpeg', caption: 'Look!', width: 64, height: 48 };
	const fileLength = { low: 4096, high: 0, unsigned: true };

	it('a file of the same bytes with name and MIME type, and simplified JSON with caption and size', async () => {
		const id = receive('imageMessage', { ...content, fileLength }, bytes);
		const { items } = await download({ messageId: id, outputBinaryPropertyName: 'photo' });
		const file = items[0].binary?.photo;
		expect(file).toMatchObject({ mimeType: 'image/jpeg', fileName: `${id}.jpg` });
		expect((await bytesOf(file)).equals(bytes)).toBe(true);
		expect(items[0].json).toEqual({
			messageId: id,
			mediaType: 'imageMessage',
			fileName: `${id}.jpg`,
			mimeType: 'image/jpeg',
			caption: 'Look!',
			fileSize: 4096,
			width: 64,
			height: 48,
		});
		expect(bodies(simulator.current)).toEqual([{ message: { key: { id } }, convertToMp4: false }]);
	});

	it('without Simplify the JSON that the server answers, except for the Base64 of the file', async () => {
		const id = receive('imageMessage', { ...content, fileLength }, bytes);
		const { items } = await download({ messageId: id, simplify: false });
		expect(items[0].json).toMatchObject({ messageId: id, size: { fileLength, width: 64 } });
		expect(Object.keys(items[0].json)).not.toContain('base64');
		expect(Object.keys(items[0].json)).not.toContain('buffer');
		expect(items[0].binary?.data.mimeType).toBe('image/jpeg');
	});
});

describe('Download Media of a voice note gives', () => {
	const content = { mimetype: 'audio/ogg; codecs=opus', fileLength: 5 };

	it('the same file, named .ogg as by the trigger, not .oga', async () => {
		const id = receive('audioMessage', content, Buffer.from('sound'));
		const { items } = await download({ messageId: id });
		const fileName = `${id}.ogg`;
		expect(items[0].json.fileName).toBe(fileName);
		expect(items[0].binary?.data).toMatchObject({ mimeType: 'audio/ogg', fileName });
		expect(items[0].json).toMatchObject({ mimeType: 'audio/ogg', fileSize: 5, caption: null });
	});

	it('an MP4 file with the extension .mp4 if Convert Audio to MP4 is on', async () => {
		const id = receive('audioMessage', content, Buffer.from('sound'));
		const { items } = await download({ messageId: id, options: { convertToMp4: true } });
		expect(bodies(simulator.current)[0].convertToMp4).toBe(true);
		expect(items[0].json.fileName).toBe(`${id}.mp4`);
		expect(items[0].binary?.data).toMatchObject({
			mimeType: 'audio/mp4',
			fileName: `${id}.mp4`,
		});
	});
});

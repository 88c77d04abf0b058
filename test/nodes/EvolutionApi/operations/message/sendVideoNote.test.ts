import type { IDataObject } from 'n8n-workflow';

import { fileItem } from '../../../../support/binary';
import { startConstant, type OtherServer } from '../../../../support/otherServers';
import { runOperation } from '../../../../support/run';
import { arrived, useSimulator } from '../../../../support/simulator';
import { statuses } from '../../sending/support';
import { SAMPLE_FILES } from '../../../../support/sampleFiles';

// The server can't download the file for a video note. So n8n downloads it, and the node uploads it.

const simulator = useSimulator();
const VIDEO = Buffer.from(SAMPLE_FILES.mp4, 'base64');
const STICKER = Buffer.from(SAMPLE_FILES.webp, 'base64');
const ANA = '5511988887777';

let files: OtherServer;
beforeEach(async () => {
	files = await startConstant(200, VIDEO, 'video/mp4; x=y');
});
afterEach(async () => await files.close());

const note = async (values: IDataObject = {}) =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendVideoNote',
		values: { recipient: ANA, mediaSource: 'url', mediaUrl: `${files.url}/hello.mp4`, ...values },
		items: [{ json: {} }],
	});

describe('Send Video Note: a file that n8n cannot download: nothing is sent,', () => {
	it('where the address answers 404', async () => {
		const gone = await startConstant(404, '<title>Not Found</title>');
		const { error } = await note({ mediaUrl: `${gone.url}/hello.mp4` });
		await gone.close();
		expect(error?.message).toBe('"URL" could not be downloaded: the answer is HTTP 404');
		expect(error?.description).toContain('n8n can reach it');
		expect(arrived(simulator.current)).toEqual([]);
	});

	it('where nobody answers', async () => {
		const gone = await startConstant(200, '');
		await gone.close();
		const { error } = await note({ mediaUrl: `${gone.url}/hello.mp4` });
		expect(error?.message).toBe(
			`"URL" could not be downloaded: n8n got no answer from ${new URL(gone.url).host}`,
		);
		expect(arrived(simulator.current)).toEqual([]);
	});

	it('where the file is empty', async () => {
		const empty = await startConstant(200, '');
		const { error } = await note({ mediaUrl: `${empty.url}/hello.mp4` });
		await empty.close();
		expect(error?.message).toBe('"URL" could not be downloaded: the file is empty');
		expect(arrived(simulator.current)).toEqual([]);
	});

	it('where the URL is not a valid web address', async () => {
		const { error } = await note({ mediaUrl: 'hello.mp4' });
		expect(error?.message).toBe('"URL" must be a web address, not "hello.mp4"');
	});

	it('not even the messages of a Send Sequence before the video note', async () => {
		const gone = await startConstant(404, '');
		const step = [
			{ action: 'text', text: 'Hi' },
			{ action: 'videoNote', mediaSource: 'url', mediaUrl: `${gone.url}/hello.mp4` },
		];
		const { error } = await runOperation(simulator.current, {
			resource: 'message',
			operation: 'sendSequence',
			values: { recipient: ANA, steps: { step } },
		});
		await gone.close();
		expect(error?.message).toBe(
			'"Messages → 2 → URL" could not be downloaded: the answer is HTTP 404',
		);
		expect(arrived(simulator.current)).toEqual([]);
	});
});

describe('Send Video Note from a URL', () => {
	it('is downloaded by n8n, and uploaded to the server as a file', async () => {
		const { items, error } = await note();
		expect(error).toBeUndefined();
		const [{ body, files: uploaded }] = arrived(simulator.current);
		expect(body).toEqual({ number: ANA });
		expect(uploaded).toMatchObject([{ field: 'file', mimetype: 'video/mp4', size: VIDEO.length }]);
		expect(items[0].json.messageType).toBe('ptvMessage');
	});

	it('is sent from a host that Evolution API refuses to download from', async () => {
		const { error } = await note({ mediaUrl: files.url.replace('127.0.0.1', 'localhost') });
		expect(error).toBeUndefined();
	});

	it('is sent as Base64 if it has a typing delay, since a form upload cannot contain a number', async () => {
		await note({ options: { typingIndicator: { values: { seconds: 0.005 } } } });
		expect(arrived(simulator.current)[0].body).toEqual({
			number: ANA,
			video: SAMPLE_FILES.mp4,
			delay: 5,
		});
	});

	it('is not downloaded again with Deduplication if the chat has it', async () => {
		const bulkSending = { deduplication: { values: { sentSince: 1 } } };
		const first = await note({ bulkSending });
		await files.close();
		const second = await note({ bulkSending });
		expect([first, second].map(statuses)).toEqual([['sent'], ['alreadySent']]);
		files = await startConstant(200, '');
	});
});

const sendSticker = async (address: string) =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendSticker',
		values: {
			recipient: ANA,
			mediaSource: 'url',
			mediaUrl: `${address}/moves.webp`,
			options: { alreadyWebp: true },
		},
	});

it.each([
	['a login page', '<!DOCTYPE html><title>Log in</title>', 'text/html', 'is a web page (HTML)'],
	['a page that is called WebP', '<html></html>', 'image/webp', 'is a web page (HTML)'],
	['an error in JSON', '{"error":"expired"}', 'application/json', 'is JSON'],
])(
	'Send Sticker: %s behind the address is not sent as a sticker',
	async (_what, body, type, problem) => {
		const page = await startConstant(200, body, type);
		const { error } = await sendSticker(page.url);
		await page.close();
		expect(error?.message).toContain(`"URL" ${problem}`);
		expect(error?.description).toMatch(/\S/);
		expect(arrived(simulator.current)).toEqual([]);
	},
);

it('Send Sticker: with Already WebP the sticker is downloaded by n8n, and sent as Base64', async () => {
	const sticker = await startConstant(200, STICKER, 'image/webp');
	const { error } = await sendSticker(sticker.url);
	await sticker.close();
	expect(error).toBeUndefined();
	expect(arrived(simulator.current)[0].body).toEqual({
		number: ANA,
		sticker: SAMPLE_FILES.webp,
		notConvertSticker: true,
	});
});

/** First bytes of an animated WebP file. */
const ANIMATED = Buffer.concat([
	Buffer.from('RIFF\x1a\0\0\0WEBPVP8X\n\0\0\0\x02\0\0\0', 'latin1'),
	Buffer.from('\xff\x01\0\xff\x01\0ANIM', 'latin1'),
]);

it.each([
	['Base64', { mediaSource: 'base64', mediaBase64: ANIMATED.toString('base64') }, false],
	['a file', { mediaSource: 'binary' }, true],
])('Send Sticker: %s of an animated WebP arrives as it is', async (_what, values, isFile) => {
	const { error } = await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendSticker',
		values: { recipient: ANA, ...values },
		items: isFile ? [fileItem(ANIMATED, 'image/webp', 'a.webp')] : undefined,
	});
	expect(error).toBeUndefined();
	const chat = simulator.current.state.instances
		.get('demo')
		?.messages.chat(`${ANA}@s.whatsapp.net`);
	expect(Buffer.concat(chat?.messages.at(-1)?.media?.chunks ?? [])).toEqual(ANIMATED);
});

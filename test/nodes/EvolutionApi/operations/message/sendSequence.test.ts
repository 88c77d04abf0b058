import type { IDataObject } from 'n8n-workflow';

import { runOperation, type OperationRun } from '../../../../support/run';
import { arrived, fail, refusal, useSimulator } from '../../../../support/simulator';
import { SAMPLE_FILES } from '../../../../support/sampleFiles';

const simulator = useSimulator();

const ANA = '5511988887777';
const BRUNO = '5511977776666';
const URL = 'https://example.com/file';
const THREE = [
	{ action: 'text', text: 'one' },
	{ action: 'text', text: 'two' },
	{ action: 'text', text: 'three' },
];

const sequence = async (step: IDataObject[], more: Partial<OperationRun> = {}) =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendSequence',
		...more,
		values: { recipient: ANA, steps: { step }, ...more.values },
	});
const sent = () =>
	arrived(simulator.current).map(({ path, body }): [route: string, body: IDataObject] => [
		path.split('/')[2],
		body as IDataObject,
	]);
const texts = () => sent().map(([, { number, text }]) => `${String(number)} ${String(text)}`);

describe('Send Sequence: bad input is refused before anything is sent', () => {
	const good = { action: 'text', text: 'Hi' };
	const bad: Array<[what: string, steps: IDataObject[], message: string]> = [
		['no message', [], '"Messages" is empty'],
		[
			'too many messages',
			new Array<IDataObject>(31).fill(good),
			'"Messages" has 31 messages, which are too many',
		],
		[
			'an empty text',
			[good, { action: 'text', text: '={{ "" }}' }],
			'"Messages → 2 → Text" is empty',
		],
		[
			'a file that the item does not have',
			[good, good, { action: 'image', mediaSource: 'binary', binaryPropertyName: 'data' }],
			'"Messages → 3 → Input Data Field Name" is "data", but the input item has no such file',
		],
		[
			'a card with a bad number',
			[{ action: 'contact', fullName: 'Ana', phoneNumber: '12' }],
			'"Messages → 1 → Contact Number" is "12", which has 2 digits, but a phone number has 7 to 15',
		],
		[
			'a document without a name',
			[{ action: 'document', mediaSource: 'base64', mediaBase64: SAMPLE_FILES.pdf }],
			'"Messages → 1 → File Name" is required for a document',
		],
		[
			'a pause that is too long',
			[{ ...good, pauseSeconds: 121 }],
			'"Messages → 1 → Pause Before (Seconds)" must be a number from 0 to 120, not 121',
		],
	];
	it.each(bad)('%s', async (_what, steps, message) => {
		const { error } = await sequence(steps);
		expect(error?.message).toContain(message);
		expect(sent()).toEqual([]);
	});

	it('a recipient that is no phone number', async () => {
		const { error } = await sequence(THREE, { values: { recipient: '12' } });
		expect(error?.message).toContain(
			'"Recipient" is "12", which has 2 digits, but a phone number has 7 to 15',
		);
		expect(sent()).toEqual([]);
	});
});

it('Send Sequence sends messages of every kind in their order, and gives one item', async () => {
	const place = { latitude: 1, longitude: 2, placeName: 'Shop', address: 'Street 1' };
	const picture = { mediaSource: 'url', mediaUrl: URL };
	const { items, error } = await sequence([
		{ action: 'text', text: 'Hi' },
		{ action: 'image', ...picture, caption: 'See' },
		{ action: 'audio', ...picture },
		{ action: 'document', ...picture, fileName: 'a.pdf' },
		{ action: 'video', ...picture },
		{ action: 'videoNote', mediaSource: 'base64', mediaBase64: SAMPLE_FILES.mp4 },
		{ action: 'voiceNote', ...picture },
		{ action: 'sticker', ...picture },
		{ action: 'location', ...place },
		{ action: 'contact', fullName: 'Ana', phoneNumber: '+55 11 98888-7777' },
		{ action: 'poll', question: 'When?', pollOptions: 'Now\nLater', selectableCount: 1 },
	]);
	expect(error).toBeUndefined();
	const number = ANA;
	expect(sent()).toEqual([
		['sendText', { number, text: 'Hi' }],
		['sendMedia', { number, mediatype: 'image', media: URL, caption: 'See' }],
		['sendMedia', { number, mediatype: 'audio', media: URL }],
		['sendMedia', { number, mediatype: 'document', media: URL, fileName: 'a.pdf' }],
		['sendMedia', { number, mediatype: 'video', media: URL }],
		['sendPtv', { number, video: SAMPLE_FILES.mp4 }],
		['sendWhatsAppAudio', { number, audio: URL }],
		['sendSticker', { number, sticker: URL }],
		['sendLocation', { number, latitude: 1, longitude: 2, name: 'Shop', address: 'Street 1' }],
		[
			'sendContact',
			{
				number,
				contact: [{ fullName: 'Ana', phoneNumber: '+55 11 98888-7777', wuid: '5511988887777' }],
			},
		],
		['sendPoll', { number, name: 'When?', values: ['Now', 'Later'], selectableCount: 1 }],
	]);
	expect(items).toHaveLength(1);
	expect(items[0].json).toMatchObject({ chat: `${ANA}@s.whatsapp.net`, messageCount: 11 });
	const messages = items[0].json.messages as IDataObject[];
	expect(messages.map(({ messageType }) => messageType)).toContain('locationMessage');
	expect(new Set(messages.map(({ messageId }) => messageId)).size).toBe(11);
});

it('Send Sequence sends files of the item', async () => {
	const data = Buffer.from('a note').toString('base64');
	const binary = { note: { data, mimeType: 'text/plain', fileName: 'note.txt' } };
	const step = { action: 'document', mediaSource: 'binary', binaryPropertyName: 'note' };
	await sequence([step, step], { items: [{ json: {}, binary }] });
	expect(arrived(simulator.current).map(({ files }) => files[0].size)).toEqual([6, 6]);
});

it('Send Sequence pauses before a message: with "typing…", or in silence', async () => {
	await sequence([
		{ action: 'text', text: 'one', pauseSeconds: 0.2 },
		{ action: 'text', text: 'two', pauseSeconds: 0.3, showTyping: false },
		{ action: 'contact', fullName: 'Ana', phoneNumber: '5511988887777', pauseSeconds: 0.3 },
	]);
	const [typing, one, two, typingAgain, three] = arrived(simulator.current);
	expect(typing.body).toEqual({ number: ANA, presence: 'composing', delay: 200 });
	expect(one.body).toEqual({ number: ANA, text: 'one' });
	expect(two.body).toEqual({ number: ANA, text: 'two' });
	expect(two.at - one.at).toBeGreaterThanOrEqual(300);
	expect(typingAgain.body).toMatchObject({ presence: 'composing', delay: 300 });
	expect(three.at - two.at).toBeGreaterThanOrEqual(300);
});

it('Send Sequence pauses just as long if "typing…" cannot be shown', async () => {
	fail(simulator.current, { path: '/chat/sendPresence', ...refusal('No') });
	const start = Date.now();
	await sequence([{ action: 'text', text: 'one', pauseSeconds: 0.4 }]);
	const [, one] = arrived(simulator.current);
	expect(one.at - start).toBeGreaterThanOrEqual(390);
});

describe('Send Sequence, where a message fails', () => {
	const items = [{ json: { to: ANA } }, { json: { to: BRUNO } }];
	const values = { recipient: '={{ $json.to }}' };
	const refused = refusal('Not today');

	it('names the failed message and the sent ones in the error, and sends no more', async () => {
		fail(simulator.current, { ...refused, skip: 1 });
		const { error } = await sequence(THREE);
		expect(error?.message).toBe(
			'Evolution API refused the request: Not today. It was message 2 of 3',
		);
		expect(error?.description).toMatch(/ Sent before it: message 1 \(3EB0[0-9A-F]+\)\.$/);
		expect(texts()).toEqual([`${ANA} one`, `${ANA} two`]);
	});

	it('with Continue the next recipient gets all messages', async () => {
		fail(simulator.current, { ...refused });
		const { items: got } = await sequence(THREE, {
			items,
			values,
			onError: 'continueRegularOutput',
		});
		expect(got[0].json.error).toMatch(
			/^Evolution API refused the request: Not today\. It was message 1 of 3\. .*Nothing was sent before it\.$/,
		);
		expect(got[1].json).toMatchObject({ messageCount: 3 });
		expect(texts()).toEqual([`${ANA} one`, `${BRUNO} one`, `${BRUNO} two`, `${BRUNO} three`]);
	});

	it('Retry On Fail resumes with the message that was not sent', async () => {
		fail(simulator.current, { ...refused, skip: 4 });
		const { items: got, error } = await sequence(THREE, { items, values, retryOnFail: true });
		expect(error).toBeUndefined();
		expect(got.map(({ json }) => json.messageCount)).toEqual([3, 3]);
		const both = [ANA, BRUNO].flatMap((to) =>
			['one', 'two', 'three'].map((text) => `${to} ${text}`),
		);
		expect(texts()).toEqual([...both.slice(0, 5), `${BRUNO} two`, `${BRUNO} three`]);
	});

	it('Retry On Fail does not repeat a message that may have arrived', async () => {
		fail(simulator.current, { drop: 'after', skip: 1 });
		const { error } = await sequence(THREE, { retryOnFail: true });
		expect(error?.message).toContain('It was message 2 of 3');
		expect(texts()).toEqual([`${ANA} one`, `${ANA} two`]);
	});

	it('stops if the instance disconnects between two messages, and the error says what was sent before', async () => {
		const demo = simulator.current.state.instances.get('demo');
		demo?.plans.push({
			after: 'send',
			skip: 1,
			times: 1,
			steps: [{ afterMs: 0, do: 'close', body: { reason: 401 } }],
		});
		const slow = THREE.map((step) => ({ ...step, pauseSeconds: 0.1, showTyping: false }));
		const { error } = await sequence(slow);
		expect(error?.message).toMatch(/It was message 3 of 3$/);
		expect(error?.description).toMatch(/Sent before it: message 1 \(\w+\), message 2 \(\w+\)\.$/);
	});
});

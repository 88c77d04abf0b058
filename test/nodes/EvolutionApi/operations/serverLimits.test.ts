import type { IDataObject } from 'n8n-workflow';

import { runOperation, type OperationRun } from '../../../support/run';
import { arrived, useSimulator } from '../../../support/simulator';

const ANA = '5511988887777';
const list = (description: string) => ({
	title: 'What?',
	buttonText: 'Choose',
	footer: 'F',
	sections: { section: [{ title: 'S', rows: { row: [{ title: 'A', description }] } }] },
});

const useRuns = (version: string) => {
	const simulator = useSimulator({ version });
	const run = async (operation: string, values: IDataObject, more: Partial<OperationRun> = {}) =>
		await runOperation(simulator.current, {
			resource: 'message',
			operation,
			values: { recipient: ANA, ...values },
			...more,
		});
	beforeEach(async () => {
		const { error } = await run(
			'create',
			{
				instanceName: 'shop',
				integration: 'WHATSAPP-BUSINESS',
				phoneNumberId: '106540352242922',
				accessToken: 'E',
			},
			{ resource: 'instance' },
		);
		expect(error).toBeUndefined();
	});
	return { simulator, run };
};

const PNG =
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

describe('a row whose description the server would cut', () => {
	const { simulator, run } = useRuns('2.3.7');
	const sent = () => arrived(simulator.current).filter(({ path }) => path.includes('/message/'));

	it('is refused before it is sent to an instance of Meta', async () => {
		const { error } = await run('sendList', list('a'.repeat(73)), { instance: 'shop' });
		expect(error?.message).toMatch(/73 .* 72 .* description of a row/);
		expect(error?.description).toContain('WhatsApp Business Cloud API');
		expect(sent()).toEqual([]);
	});

	it('is sent to an instance of a phone', async () => {
		const { error } = await run('sendList', list('a'.repeat(73)));
		expect(error).toBeUndefined();
		expect(sent()).toHaveLength(1);
	});
});

describe('a server before 2.3.7, which breaks on 3.36 MB as Base64', () => {
	const { simulator, run } = useRuns('2.3.6');
	const video = (bytes: number) => ({
		mediaType: 'video',
		mediaSource: 'base64',
		mediaBase64: Buffer.concat([
			Buffer.from('\0\0\0\x20ftypisom\0\0\x02\0isomiso2', 'latin1'),
			Buffer.alloc(bytes),
		]).toString('base64'),
	});
	const sent = () => arrived(simulator.current).filter(({ path }) => path.includes('/sendMedia/'));

	it('gets no such file, and the error says how it can be sent', async () => {
		const { error } = await run('sendMedia', video(3_400_000));
		expect(error?.message).toContain('needs Evolution API 2.3.7 or newer; the server is 2.3.6');
		expect(error?.description).toContain('send the file by URL');
		expect(sent()).toEqual([]);
	});

	it('gets a smaller file', async () => {
		const { error } = await run('sendMedia', video(3_000_000));
		expect(error).toBeUndefined();
		expect(sent()).toHaveLength(1);
	});
});

describe('a WHATSAPP-BUSINESS instance', () => {
	const { simulator, run } = useRuns('2.3.7');

	it('gets an error for a poll, which this kind of instance cannot send', async () => {
		const poll = { question: 'When?', pollOptions: 'A\nB', selectableCount: 1 };
		const { error } = await run('sendPoll', poll, { instance: 'shop' });
		expect(error?.message).toContain('This kind of instance cannot do that');
		expect(error?.description).not.toContain('lists');
	});

	it('gets an error for a list with a row that has no description', async () => {
		const { error } = await run('sendList', list(''), { instance: 'shop' });
		expect(error?.message).toContain('The server failed in its own code');
		expect(error?.description).toContain('Empty or unusual values');
	});

	it('sends a list whose rows all have a description', async () => {
		const { error, items } = await run('sendList', list('today'), { instance: 'shop' });
		expect(error).toBeUndefined();
		expect(items[0].json.messageType).toBe('conversation');
	});

	it('refuses Download Media by message ID, and the error asks for the whole message', async () => {
		const { error } = await run('downloadMedia', { messageId: 'A1' }, { instance: 'shop' });
		expect(error?.message).toBe('The server does not find this message by its ID');
		expect(error?.description).toContain('Whole Message');
	});

	it.each([
		['text', 'abc', 'must be a JSON object, not "abc"'],
		['another item', { text: 'Hi' }, 'does not contain "message"'],
		[
			'a message of no kind',
			{ message: { text: 'Hi' } },
			'does not say what kind of message it is',
		],
	])('refuses %s as Whole Message of Download Media', async (_what, given, problem) => {
		const options = { wholeMessage: typeof given === 'string' ? given : JSON.stringify(given) };
		const { error } = await run(
			'downloadMedia',
			{ messageId: 'A1', options },
			{ instance: 'shop' },
		);
		expect(error?.message).toBe(`"Options → Whole Message" ${problem}`);
		expect(arrived(simulator.current).some(({ path }) => path.includes('getBase64'))).toBe(false);
	});

	it.each([
		['as it is stored', (record: IDataObject) => record],
		['as it was delivered', (data: IDataObject) => ({ event: 'messages.upsert', data })],
	])('downloads the file of a message given as JSON in Whole Message, %s', async (_what, given) => {
		const image = { imageMessage: { mimetype: 'image/png', id: '77' }, base64: PNG };
		const record = {
			key: { id: 'A1', fromMe: false },
			messageType: 'imageMessage',
			message: image,
		};
		const options = { wholeMessage: JSON.stringify(given(record)) };
		const { error, items } = await run(
			'downloadMedia',
			{ messageId: 'A1', options },
			{ instance: 'shop' },
		);
		expect(error).toBeUndefined();
		expect(items[0].binary?.data).toMatchObject({ mimeType: 'image/png' });
		expect(arrived(simulator.current).at(-1)?.body).toEqual({
			message: record,
			convertToMp4: false,
		});
	});

	it.each([
		['SENT', 'SERVER_ACK'],
		['DELIVERED', 'DELIVERY_ACK'],
		['FAILED', 'ERROR'],
		['EDITED', 'EDITED'],
		['DELETED', 'DELETED'],
	])(
		"finds delivery updates that Meta calls %s when the Status filter has Evolution API's name for them",
		async (word, status) => {
			// Turns off the ticks, so that the message has no other status than those below.
			simulator.current.config.delivery.ticks = 'none';
			await run('sendText', { text: 'Hi' }, { instance: 'shop' });
			const [message] = simulator.current.state.instances.get('shop')?.messages.newestFirst() ?? [];
			message.updates = [word];
			const values = { filters: { messageId: message.key.id, status } };
			const where = { resource: 'chat', instance: 'shop' };
			const { items } = await run('getDeliveryUpdates', values, where);
			expect(items.map(({ json }) => json.status)).toEqual([word]);
			const pending = { filters: { messageId: message.key.id, status: 'PENDING' } };
			expect((await run('getDeliveryUpdates', pending, where)).items).toEqual([]);
		},
	);
});

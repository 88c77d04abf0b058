import type { IDataObject } from 'n8n-workflow';

import { resources } from '../../../../nodes/EvolutionApi/operations';
import type { Message } from '../../../../simulator/state/message';
import { fileItem } from '../../../support/binary';
import { runOperation } from '../../../support/run';
import { exampleRun } from '../../../support/scenarios';
import { fail, useSimulator } from '../../../support/simulator';
import { broadcast, fates, onPhone, partsOf, phone, requestsTo, sentTo, statuses } from './support';

const simulator = useSimulator();

const paced = resources.flatMap(({ value: resource, operations }) =>
	operations
		.filter((operation) => partsOf(operation).includes('deduplication'))
		.map((operation) => ({ name: `${resource}/${operation.value}`, resource, operation })),
);

it('Deduplication is offered by every operation that sends a message to a recipient', () => {
	expect(paced.map(({ name }) => name).sort()).toEqual([
		'message/sendButtons',
		'message/sendCarousel',
		'message/sendContact',
		'message/sendList',
		'message/sendLocation',
		'message/sendMedia',
		'message/sendPoll',
		'message/sendSequence',
		'message/sendSticker',
		'message/sendTemplate',
		'message/sendText',
		'message/sendVideoNote',
		'message/sendVoiceNote',
	]);
	expect(paced.filter(({ operation }) => operation.content === undefined)).toEqual([]);
});

it.each(paced)(
	'Deduplication does not send again what $name has sent to the chat, but sends it to another chat',
	async ({ resource, operation }) => {
		const { current } = simulator;
		const run = {
			...exampleRun(current, [resource, operation.value, operation.example]),
			items: [{ json: {} }],
		};
		const values = {
			...run.values,
			bulkSending: { deduplication: { values: { sentSince: 1 } } },
		};
		const first = await runOperation(current, { ...run, values });
		const second = await runOperation(current, { ...run, values });
		const other = await runOperation(current, {
			...run,
			values: { ...values, recipient: phone(1) },
		});
		expect([first, second, other].map(statuses)).toEqual([['sent'], ['alreadySent'], ['sent']]);
		expect(fates(second)[0].messageId).toBe(fates(first)[0].messageId);
		expect(fates(second)[0].sentAt).toMatch(/^20\d\d-\d\d-\d\dT/);
	},
);

it.each(
	['sendButtons', 'sendList'].flatMap((name) =>
		['numberedList', 'poll'].map((form) => [name, form]),
	),
)(
	'Deduplication does not send again what %s has sent as %s, but sends it with another description',
	async (name, form) => {
		const found = paced.find(({ operation }) => operation.value === name);
		if (found === undefined) throw new Error(`There is no ${name}`);
		const { resource, operation } = found;
		const run = exampleRun(simulator.current, [resource, name, operation.example]);
		const send = async (more: IDataObject) =>
			statuses(
				await runOperation(simulator.current, {
					...run,
					items: [{ json: {} }],
					values: {
						...run.values,
						sendAs: form,
						bulkSending: { deduplication: { values: { sentSince: 1 } } },
						...more,
					},
				}),
			)[0];
		expect(await send({})).toBe('sent');
		expect(await send({})).toBe('alreadySent');
		expect(await send({ description: 'Something else' })).toBe('sent');
	},
);

describe('Deduplication of a document from a URL, without a name of its own', () => {
	const send = async (mediaUrl: string) =>
		statuses(
			await runOperation(simulator.current, {
				resource: 'message',
				operation: 'sendMedia',
				items: [{ json: {} }],
				values: {
					recipient: phone(1),
					mediaType: 'document',
					mediaSource: 'url',
					mediaUrl,
					bulkSending: { deduplication: { values: { sentSince: 1 } } },
				},
			}),
		)[0];
	const nameSeen = () => {
		const [newest] = [
			...(simulator.current.state.instances.get('demo')?.messages.newestFirst() ?? []),
		];
		return (newest.message.documentMessage as IDataObject).fileName;
	};

	it.each([
		['with several dots in its name', '/2026/report.final.pdf', 'report.final.pdf'],
		['with a version number in its name', '/price-1.2.pdf', 'price-1.2.pdf'],
		['with letters that are encoded in a URL', '/relat%C3%B3rio.pdf', 'relatório.pdf'],
		['with a percent sign that encodes nothing', '/100%.pdf', '100%.pdf'],
		['with a signature that has a slash and a dot', '/file.pdf?sig=a/b.c', 'file.pdf'],
		['in a folder that is a part of the name', '/o/may%2Fbill.pdf?alt=media', 'bill.pdf'],
	])('recognizes the same document again: %s', async (_what, path, name) => {
		const address = `https://files.example.com${path}`;
		expect(await send(address)).toBe('sent');
		expect(nameSeen()).toBe(name);
		expect(await send(address)).toBe('alreadySent');
	});

	it('sends the document again if its URL has another file extension', async () => {
		expect(await send('https://files.example.com/report.pdf')).toBe('sent');
		expect(await send('https://files.example.com/report.xlsx')).toBe('sent');
	});
});

describe('Deduplication sends a message that differs', () => {
	const send = async (
		values: IDataObject,
		item = fileItem(Buffer.from('one'), 'text/plain', 'a.txt'),
	) =>
		statuses(
			await runOperation(simulator.current, {
				resource: 'message',
				operation: 'sendMedia',
				items: [item as { json: IDataObject }],
				values: {
					recipient: phone(1),
					mediaSource: 'binary',
					bulkSending: { deduplication: { values: { sentSince: 1 } } },
					...values,
				},
			}),
		)[0];
	const document = { mediaType: 'document' };
	/** Creates a file that begins with the first bytes of a video. */
	const film = (content: string) =>
		fileItem(Buffer.from(`\0\0\0\x18ftypmp42\0\0\0\0mp42isom${content}`), 'video/mp4', 'film.mp4');

	it('with another text', async () => {
		const values = { text: '={{ "Part " + $json.part }}' };
		const items = [1, 2, 1].map((part) => ({ json: { to: phone(1), part } }));
		const one = async (index: number) =>
			await broadcast(
				simulator.current,
				[],
				{ deduplication: { values: { sentSince: 1 } } },
				{ values, items: [items[index]] },
			);
		const all = [await one(0), await one(1), await one(2)];
		expect(all.map(statuses)).toEqual([['sent'], ['sent'], ['alreadySent']]);
	});

	it('with another caption, file name or content of a document', async () => {
		const other = fileItem(Buffer.from('two'), 'text/plain', 'a.txt');
		expect(await send(document)).toBe('sent');
		expect(await send(document)).toBe('alreadySent');
		expect(await send({ ...document, options: { caption: 'Look' } })).toBe('sent');
		expect(await send({ ...document, options: { fileName: 'b.txt' } })).toBe('sent');
		expect(await send(document, other)).toBe('sent');
	});

	it('as another kind of media: the same file as video after audio, but not as video twice', async () => {
		expect(await send({ mediaType: 'audio' }, film('one'))).toBe('sent');
		expect(await send({ mediaType: 'video' }, film('one'))).toBe('sent');
		expect(await send({ mediaType: 'video' }, film('one'))).toBe('alreadySent');
	});

	it('with another video in the same run, but not with an equal one', async () => {
		const items = ['one', 'two', 'one'].map(film);
		const result = await runOperation(simulator.current, {
			resource: 'message',
			operation: 'sendMedia',
			items: items as Array<{ json: IDataObject }>,
			values: {
				recipient: phone(1),
				mediaType: 'video',
				mediaSource: 'binary',
				bulkSending: { stopConditions: { failuresInARow: 1 } },
			},
		});
		expect(statuses(result)).toEqual(['sent', 'sent', 'duplicate']);
	});
});

describe('Deduplication by the message store of the server', () => {
	const again = async (recipient: string, more: IDataObject = {}, timeZone?: string) =>
		statuses(
			await broadcast(
				simulator.current,
				[recipient],
				{ deduplication: { values: { sentSince: '1' } }, ...more },
				{ timeZone },
			),
		)[0];
	async function stored(recipient: string, change: (message: Message) => void): Promise<void> {
		expect(await again(recipient)).toBe('sent');
		const [message] = onPhone(simulator.current);
		const copy = { ...message, key: { ...message.key } };
		change(copy);
		// This replaces the stored message with the same ID.
		simulator.current.state.instances.get('demo')?.messages.add(copy);
	}

	it('skips a message only if the stored one was sent after Sent Since', async () => {
		await stored(phone(1), (message) => (message.messageTimestamp -= 2 * 60 * 60));
		expect(await again(phone(1), { deduplication: { values: { sentSince: 3 } } })).toBe(
			'alreadySent',
		);
		expect(await again(phone(1))).toBe('sent');
	});

	it.each(['Asia/Tokyo', 'America/Los_Angeles'])(
		'reads a Sent Since without a time zone in that of the workflow: %s',
		async (timeZone) => {
			const minute = 60_000;
			const clock = new Date(Date.now() - 30 * minute).toLocaleString('sv-SE', { timeZone });
			await stored(phone(1), (message) => (message.messageTimestamp -= 40 * 60));
			await stored(phone(2), (message) => (message.messageTimestamp -= 20 * 60));
			expect(
				await again(phone(2), { deduplication: { values: { sentSince: clock } } }, timeZone),
			).toBe('alreadySent');
			expect(
				await again(phone(1), { deduplication: { values: { sentSince: clock } } }, timeZone),
			).toBe('sent');
		},
	);

	it('skips a message only if the account itself sent the stored one', async () => {
		await stored(phone(1), ({ key }) => (key.fromMe = false));
		expect(await again(phone(1))).toBe('sent');
	});

	it.each([
		['from after the time', 0, true, 'alreadySent'],
		['from before the time', 2 * 60 * 60, true, 'sent'],
		['of the other person', 0, false, 'sent'],
	])(
		'skips a message only if the account sent the stored one after Sent Since, even if the server does not filter: %s',
		async (...which) => {
			const [, secondsAgo, fromMe, expected] = which;
			expect(await again(phone(1))).toBe('sent');
			const { key, messageTimestamp, ...rest } = onPhone(simulator.current)[0];
			const record = {
				...rest,
				key: { ...key, fromMe },
				messageTimestamp: messageTimestamp - secondsAgo,
			};
			const messages = { total: 1, pages: 1, currentPage: 1, records: [record] };
			fail(simulator.current, { path: '/chat/findMessages', status: 200, body: { messages } });
			expect(await again(phone(1))).toBe(expected);
		},
	);

	it('finds a message stored under the spelling of a Brazilian number without the ninth digit', async () => {
		expect(await again('5551987654321')).toBe('sent');
		expect(await again('5551987654321')).toBe('alreadySent');
		expect(await again('555187654321')).toBe('alreadySent');
	});

	it('finds the stored message under the LID of the person', async () => {
		await stored(phone(1), ({ key }) => {
			Object.assign(key, { remoteJid: '998877@lid', remoteJidAlt: key.remoteJid });
		});
		expect(await again(phone(1))).toBe('alreadySent');
		expect(await again('998877@lid')).toBe('alreadySent');
	});

	it('searches the store before each message, unless an earlier search has already found that message', async () => {
		const recipients = [1, 2, 3].map(phone);
		await broadcast(simulator.current, recipients, { maxItems: 2 });
		simulator.current.state.requests.clear();
		const result = await broadcast(simulator.current, recipients, {
			deduplication: { values: { sentSince: 1 } },
		});
		expect(statuses(result)).toEqual(['alreadySent', 'alreadySent', 'sent']);
		expect(requestsTo(simulator.current, '/chat/findMessages')).toHaveLength(2);
	});

	it('does not send a message if the store cannot be read, but sends the next one', async () => {
		fail(simulator.current, { path: '/chat/findMessages', status: 400, body: { message: 'No' } });
		const result = await broadcast(simulator.current, [1, 2].map(phone), {
			deduplication: { values: { sentSince: 1 } },
		});
		expect(statuses(result)).toEqual(['failed', 'sent']);
		expect(fates(result)[0].reason).toBe(
			'The message was not sent, since the messages sent before could not be read: Something in front of Evolution API answered HTTP 400: No',
		);
		expect(sentTo(simulator.current)).toEqual([phone(2)]);
	});
});

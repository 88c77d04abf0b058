import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';

import { findOperation, runOperation } from '../../../support/run';
import { demoOf, fail, useSimulator } from '../../../support/simulator';
import { written } from '../../../support/written';
import {
	aroundNow,
	broadcast,
	counts,
	fates,
	partsOf,
	phone,
	requestsTo,
	sentTo,
	statuses,
	TEXT,
	typedAt,
} from './support';

const simulator = useSimulator();
const PEOPLE = [1, 2, 3].map(phone);
const WORDS = 'STOP, Sair\nParar, Opt out';

const skip = (who: IDataObject = {}): IDataObject => ({
	optOut: { values: { optOutKeywords: WORDS, ...who } },
});

const demo = () => {
	const instance = demoOf(simulator.current);
	return instance;
};

function says(from: string, text: string, more: IDataObject & { readonly agoS?: number } = {}) {
	const { agoS = 0, ...event } = more;
	const { id } = written(simulator.current, { from, text, ...event });
	const message = demo().messages.get(id);
	if (message === undefined) throw new Error('It is not there');
	message.messageTimestamp -= agoS;
	return message;
}

const weSay = (to: string, text: string, more: IDataObject & { readonly agoS?: number } = {}) =>
	says(to, text, { fromMe: true, ...more });

const send = async (bulkSending: IDataObject, people: readonly string[] = PEOPLE) =>
	await broadcast(simulator.current, people, bulkSending);

const lookUps = () => requestsTo(simulator.current, '/chat/findMessages');

describe('Opt-Out without keywords is refused before anything is sent', () => {
	it.each([
		[
			'only a comma',
			{ optOutKeywords: ' , ' },
			/"Bulk Sending → Opt-Out → Opt-Out Keywords" is empty/,
		],
		[
			'an emptied field',
			{ optOutKeywords: '' },
			/"Bulk Sending → Opt-Out → Opt-Out Keywords" is empty/,
		],
	])('%s', async (_what, who, message) => {
		const { error } = await send(skip(who));
		expect(error?.message).toMatch(message);
		expect(requestsTo(simulator.current, '/')).toEqual([]);
	});
});

describe('Opt-Out: nothing is sent', () => {
	it('where the server stores no messages', async () => {
		simulator.current.config.storesMessages = false;
		const result = await send(skip());
		expect(statuses(result)).toEqual(['skipped', 'skipped', 'skipped']);
		expect(fates(result)[0].reason).toBe(
			'Opt-Out cannot know who wants no messages: the server stores no messages. Start Evolution API with DATABASE_SAVE_DATA_NEW_MESSAGE=true, or remove the option',
		);
		expect(sentTo(simulator.current)).toEqual([]);
	});

	it('to those whose chat cannot be read', async () => {
		fail(simulator.current, { path: '/chat/findMessages', status: 400, body: {} });
		const result = await send(skip());
		expect(statuses(result)).toEqual(['failed', 'sent', 'sent']);
		expect(fates(result)[0].reason).toMatch(
			/^The message was not sent, since what the recipient wrote could not be read: /,
		);
		expect(sentTo(simulator.current)).toEqual(PEOPLE.slice(1));
	});

	it('to the remaining people, once as many chats in a row could not be read as Stop Conditions say', async () => {
		fail(simulator.current, { path: '/chat/findMessages', status: 400, body: {}, times: 9 });
		const result = await send({ ...skip(), stopConditions: { failuresInARow: 2 } });
		expect(statuses(result)).toEqual(['failed', 'failed', 'skipped']);
	});

	it('to a LID, if it cannot be found out whose it is', async () => {
		fail(simulator.current, { path: '/chat/findMessages', status: 400, body: {}, times: 9 });
		const result = await send(skip(), ['12345@lid']);
		expect(statuses(result)).toEqual(['skipped']);
		expect(fates(result)[0].reason).toMatch(/could not be read/);
	});
});

describe('Opt-Out: a person who wrote a keyword', () => {
	it.each([
		['as it is', 'STOP', 'STOP'],
		['in lower case, with punctuation and spaces', '  stop!! ', 'STOP'],
		['as WhatsApp marks bold', '*Stop*', 'STOP'],
		['with accents that the keyword does not have', 'Sáir', 'Sair'],
		['another one of the keywords', 'parar.', 'Parar'],
		['in one word', 'optout', 'Opt out'],
		['with a hyphen', 'Opt-Out!', 'Opt out'],
	])(
		'gets no message, and is reported with keyword and time and counted: %s',
		async (_how, text, word) => {
			const { messageTimestamp } = says(phone(2), text, { agoS: 5000 });
			const result = await send({ ...skip(), output: 'itemsAndSummary' });
			const [one, two, three, last] = result.items.map(({ json }) => json);
			expect([one, three].map(({ broadcast: fate }) => (fate as IDataObject).status)).toEqual([
				'sent',
				'sent',
			]);
			const time = new Date(messageTimestamp * 1000).toISOString();
			expect(two.broadcast).toEqual({
				status: 'optedOut',
				reason: `They wrote "${word}" at ${time}`,
				jid: `${phone(2)}@s.whatsapp.net`,
				messageId: null,
				sentAt: null,
				deferredUntil: null,
			});
			expect(last.summary).toMatchObject({ items: 3, sent: 2, optedOut: 1, failed: 0 });
			expect(sentTo(simulator.current)).toEqual([phone(1), phone(3)]);
		},
	);

	it.each([
		['within a sentence', 'Please stop'],
		['in a longer word', 'stopped'],
	])('is written to where the keyword does not stand alone: %s', async (_how, text) => {
		says(phone(2), text);
		expect(counts(await send(skip()))).toEqual({ sent: 3 });
	});

	it('gets the message if it was the account itself, not the person, that wrote the keyword', async () => {
		weSay(phone(2), 'STOP');
		expect(counts(await send(skip()))).toEqual({ sent: 3 });
	});

	it('gets no message, however long ago, and with hundreds of messages since', async () => {
		says(phone(2), 'sair', { agoS: 90_000 });
		for (let index = 0; index < 250; index++) says(phone(2), `Hello ${index}`);
		expect(statuses(await send(skip()))).toEqual(['sent', 'optedOut', 'sent']);
	});

	it('in a group does not keep the group or others from getting messages', async () => {
		const [group] = demo().groups.keys();
		says(phone(2), 'STOP', { chat: group });
		expect(counts(await send(skip(), [group, phone(2)]))).toEqual({ sent: 2 });
	});

	it('during the run gets no message', async () => {
		const rateLimit = { values: { minDelay: 0.4, maxDelay: 0.4 } };
		const run = send({ ...skip(), rateLimit });
		while (sentTo(simulator.current).length === 0) await sleep(5);
		says(phone(2), 'STOP');
		expect(statuses(await run)).toEqual(['sent', 'optedOut', 'sent']);
	});

	it('gets no message either while “typing…” is shown', async () => {
		fail(simulator.current, { path: '/chat/sendPresence', delayMs: 300 });
		const run = broadcast(simulator.current, [PEOPLE[0]], skip(), {
			values: { options: typedAt(1000) },
		});
		while (simulator.current.state.faults.length > 0) await sleep(5);
		expect(lookUps()).toHaveLength(1);
		says(phone(1), 'STOP');
		expect(statuses(await run)).toEqual(['optedOut']);
	});

	it('gets no message with the defaults of the option, whose keyword is STOP', async () => {
		says(phone(2), 'stop');
		expect(statuses(await send({ optOut: { values: {} } }))[1]).toBe('optedOut');
		expect(statuses(await send({ optOut: {} }))[1]).toBe('optedOut');
	});

	it('does not count for Max Items per Run', async () => {
		says(phone(1), 'STOP');
		const result = await send({ ...skip(), maxItems: 2 });
		expect(statuses(result)).toEqual(['optedOut', 'sent', 'sent']);
	});

	it('is not looked up for messages that are not sent anyway', async () => {
		expect(counts(await send({ ...skip(), quietHours: aroundNow }))).toEqual({ deferred: 3 });
		expect(lookUps()).toEqual([]);
	});

	it('is found with one request for each recipient', async () => {
		await send(skip());
		expect(lookUps()).toHaveLength(3);
	});

	const fillChat = (count: number) => {
		for (let index = 0; index < count; index++) {
			const more = { agoS: 100_000 + index * 600 };
			if (index % 2 === 0) weSay(phone(1), `Offer ${index}`, more);
			else says(phone(1), `Hello ${index}`, more);
		}
	};

	it('is found with one request in a chat of 1,000 messages', async () => {
		fillChat(1_000);
		expect(counts(await send(skip(), [phone(1)]))).toEqual({ sent: 1 });
		expect(lookUps()).toHaveLength(1);
	});

	it('is looked for after “typing…” only in what came since a day before', async () => {
		fillChat(1_000);
		const values = { options: typedAt(1000) };
		const result = await broadcast(simulator.current, [phone(1)], skip(), { values });
		expect(counts(result)).toEqual({ sent: 1 });
		const since = lookUps().map(({ body }) => {
			const { messageTimestamp } = (body as { where: IDataObject }).where;
			return new Date(String((messageTimestamp as IDataObject).gte)).getTime();
		});
		expect(since).toHaveLength(2);
		expect(since[1]).toBeGreaterThan(Date.now() - 25 * 60 * 60 * 1000);
	});
});

describe('Opt-Out: a person opts out with a keyword', () => {
	it.each<[string, IDataObject]>([
		[
			'a button',
			{ buttonsResponseMessage: { selectedButtonId: 'x', selectedDisplayText: 'Sair' } },
		],
		['a button of a template', { templateButtonReplyMessage: { selectedDisplayText: 'Sair' } }],
		[
			'a list row',
			{ listResponseMessage: { title: 'Sair', singleSelectReply: { selectedRowId: 'x' } } },
		],
		[
			'a button of the current message format',
			{ interactiveResponseMessage: { body: { text: 'Sair' } } },
		],
		['an option of a poll', { pollUpdateMessage: { vote: { selectedOptions: ['Sair'] } } }],
		['the caption of a picture', { imageMessage: { caption: 'sair' } }],
		[
			'the caption of a document',
			{ documentWithCaptionMessage: { message: { documentMessage: { caption: 'Sair' } } } },
		],
		['a text with a preview', { extendedTextMessage: { text: 'Sair' } }],
		[
			'a disappearing message',
			{ ephemeralMessage: { message: { extendedTextMessage: { text: 'Sair' } } } },
		],
	])('in %s', async (_what, message) => {
		says(phone(2), 'x').message = message as never;
		expect(statuses(await send(skip()))).toEqual(['sent', 'optedOut', 'sent']);
	});

	it('but not with one in the text of a quoted message, or in the ID of a list row', async () => {
		says(phone(2), 'x').message = {
			extendedTextMessage: { text: 'Ok', contextInfo: { quotedMessage: { conversation: 'STOP' } } },
		} as never;
		says(phone(3), 'x').message = {
			listResponseMessage: { title: 'Keep me', singleSelectReply: { selectedRowId: 'STOP' } },
		} as never;
		expect(counts(await send(skip()))).toEqual({ sent: 3 });
	});
});

describe('Opt-Out: the last keyword counts', () => {
	const unless = skip({ optInKeywords: 'START\nVoltar' });

	it('a person who opted in later gets messages', async () => {
		says(phone(2), 'STOP', { agoS: 60 });
		says(phone(2), 'voltar', { agoS: 30 });
		says(phone(2), 'Thanks');
		expect(counts(await send(unless))).toEqual({ sent: 3 });
	});

	it('a person who opted out again after that gets none', async () => {
		says(phone(2), 'START', { agoS: 60 });
		says(phone(2), 'STOP', { agoS: 30 });
		expect(statuses(await send(unless))[1]).toBe('optedOut');
	});

	it('without Opt-In Keywords a person cannot opt in again', async () => {
		says(phone(2), 'STOP', { agoS: 60 });
		says(phone(2), 'START');
		expect(statuses(await send(skip()))[1]).toBe('optedOut');
	});
});

describe('Opt-Out: a person with several addresses: a keyword', () => {
	const LID = '98765432101234@lid';

	it.each(['2.3.1', '2.3.4', '2.3.5', '2.3.6', '2.3.7', '2.4.0'])(
		'that is stored under a LID beside the number is found by number on server version %s',
		async (version) => {
			simulator.current.config.version = version;
			says(phone(2), 'STOP', { lid: LID });
			expect(statuses(await send(skip()))).toEqual(['sent', 'optedOut', 'sent']);
		},
	);

	it('that is stored under the LID alone is found if another message has both addresses', async () => {
		says(phone(2), 'Hello', { lid: LID });
		const { key } = says(phone(2), 'STOP', { lid: LID });
		Object.assign(key, { remoteJidAlt: undefined });
		expect(statuses(await send(skip()))).toEqual(['sent', 'optedOut', 'sent']);
	});

	it('that is stored under the number is found by the LID', async () => {
		says(phone(2), 'Hello', { lid: LID });
		says(phone(2), 'STOP');
		expect(statuses(await send(skip(), [LID]))).toEqual(['optedOut']);
	});

	it.each([
		['with', '5531988887777'],
		['without', '553188887777'],
	])(
		'that is stored %s the ninth digit of a Brazilian number is found by either spelling',
		async (_how, number) => {
			says(number, 'STOP');
			const either = ['5531988887777', '553188887777'];
			for (const one of either) expect(statuses(await send(skip(), [one]))).toEqual(['optedOut']);
		},
	);

	it('is found without reading all messages, on a server that ignores the second address in a search', async () => {
		simulator.current.config.version = '2.3.6';
		demo().integration = 'WHATSAPP-BUSINESS';
		for (let index = 0; index < 250; index++) says(phone(9), `Hello ${index}`);
		says(phone(2), 'STOP');
		expect(statuses(await send(skip()))).toEqual(['sent', 'optedOut', 'sent']);
		expect(lookUps()).toHaveLength(6);
	});
});

describe('Opt-Out is offered', () => {
	it('for operations that can start a chat, such as Send Text and Send Sequence', () => {
		const names = ['sendText', 'sendMedia', 'sendContact', 'sendTemplate'];
		const offered = names.map((name) => partsOf(findOperation('message', name)));
		for (const parts of offered) expect(parts).toContain('optOut');
		expect(partsOf(findOperation('message', 'sendSequence'))).toContain('optOut');
	});

	it('not for a reply: a person who opted out may get one', async () => {
		expect(partsOf(findOperation('message', 'reply'))).not.toContain('optOut');
		const { flat } = written(simulator.current, { text: 'STOP' });
		const { items } = await runOperation(simulator.current, {
			resource: 'message',
			operation: 'reply',
			trigger: {},
			items: [{ json: flat }],
			values: {
				text: TEXT,
				bulkSending: skip(),
			},
		});
		expect(items[0].json.messageId).toEqual(expect.any(String));
	});
});

import type { IDataObject } from 'n8n-workflow';

import { rowId } from '../../../../../simulator/core/ids';
import { runOperation, type OperationRun } from '../../../../support/run';
import { arrived, fail, useSkippedTime } from '../../../../support/simulator';
import { time } from '../../../../support/time';
import { written as receive, type Written } from '../../../../support/written';

const simulator = useSkippedTime();

const ANA = '5511988887777';
const BRUNO = '5511977776666';
const TEAM = '120363020202020202@g.us';

const written = (event: IDataObject = {}) => receive(simulator.current, event);
const wait = async (values: IDataObject, more: Partial<OperationRun> = {}) =>
	await time.run(
		runOperation(simulator.current, {
			resource: 'conversation',
			operation: 'combineMessages',
			values: { debounceTime: 1, ...values },
			...more,
		}),
	);

async function executions(
	events: Array<{ after?: number } & IDataObject>,
	values: IDataObject = {},
	trigger: IDataObject = {},
) {
	const runs = [];
	for (const { after, ...event } of events) {
		await time.pass(after ?? 0);
		const { flat: json } = written(event);
		runs.push(wait(values, { trigger: { ...trigger }, items: [{ json }] }));
	}
	return await time.until(Promise.all(runs));
}
const texts = (runs: Array<{ error?: Error; items: Array<{ json: IDataObject }> }>) =>
	runs.map(({ items, error }) => error?.message ?? items.map(({ json }) => json.text));

describe('Combine Messages refuses', () => {
	const bad: Array<[what: string, values: IDataObject, message: string]> = [
		['a run that no message started', {}, 'No message started this workflow'],
		[
			'a debounce time of 0',
			{ debounceTime: 0 },
			'"Debounce Time (Seconds)" must be a whole number from 1 to 300, not 0',
		],
		[
			'a maximum wait that is shorter than the debounce time',
			{ debounceTime: 20, maxWait: 10 },
			'"Max Wait (Seconds)" is 10, but Debounce Time is 20',
		],
	];
	it.each(bad)('%s, before any request', async (_what, values, message) => {
		const { error } = await time.until(wait(values));
		expect(error?.message).toContain(message);
		expect(arrived(simulator.current)).toEqual([]);
	});

	it('a message that the server does not store', async () => {
		const values = {
			options: { specificMessage: { values: { recipient: ANA, messageId: 'NONE' } } },
		};
		const { error } = await time.until(wait(values));
		expect(error?.message).toContain('The server has not stored the message "NONE"');
		expect(error?.description).toContain('DATABASE_SAVE_DATA_NEW_MESSAGE=true');
	});
});

describe('Combine Messages', () => {
	it('gives one item of the last message with all texts in order', async () => {
		const events = ['I', 'would', 'like', 'a', 'pizza'].map((text, index) => ({
			after: index === 2 ? 0 : 300,
			text,
		}));
		await sendAnswer();
		const runs = await executions(events);
		expect(texts(runs)).toEqual([[], [], [], [], ['I\nwould\nlike\na\npizza']]);
		const [{ json }] = runs[4].items;
		expect(json).toMatchObject({ event: 'messages.upsert', instance: 'demo', messageCount: 5 });
		const messages = json.messages as IDataObject[];
		expect(messages.map(({ text }) => text)).toEqual(events.map(({ text }) => text));
		expect(messages[4].messageId).toBe(json.messageId);
		expect(messages[0]).toMatchObject({ kind: 'text', senderPhone: ANA, chatType: 'private' });
	});

	it('gives one item for messages of the same second, whatever order the server gives them in', async () => {
		simulator.current.config.looseOrder = true;
		await sendAnswer();
		const runs = await executions(['a', 'b', 'c', 'd', 'e', 'f'].map((text) => ({ text })));
		expect(texts(runs)).toEqual([[], [], [], [], [], ['a\nb\nc\nd\ne\nf']]);
	});

	it('outputs firstContact true if the oldest combined message is the first contact, with First Contact set in the trigger', async () => {
		const from = '5511966665555';
		const events = ['Hello', 'Are you open?'].map((text) => written({ from, text }).flat);
		const last = async (flat: IDataObject) => {
			const { items } = await time.until(wait({}, { trigger: {}, items: [{ json: flat }] }));
			return items[0].json;
		};
		expect(await last({ ...events[1], firstContact: false })).toMatchObject({
			messageCount: 2,
			firstContact: true,
		});
		expect(await last(events[1])).not.toHaveProperty('firstContact');
		await sendAnswer(from);
		await time.pass(1000);
		const { flat } = written({ from, text: 'Thanks' });
		expect(await last({ ...flat, firstContact: false })).toMatchObject({ firstContact: false });
	});

	it('keeps the file that the trigger downloaded', async () => {
		const { flat: json } = written({
			kind: 'audio',
			base64: 'AAAA',
			mimetype: 'audio/ogg',
			ptt: true,
		});
		const binary = { data: { data: 'AAAA', mimeType: 'audio/ogg' } };
		const { items } = await time.until(wait({}, { trigger: {}, items: [{ json, binary }] }));
		expect(items[0].json).toMatchObject({ kind: 'voice' });
		expect(items[0].binary).toEqual(binary);
	});

	it('ends the execution of an earlier message within seconds, not after the debounce time', async () => {
		await sendAnswer();
		const { flat: json } = written({ text: 'a' });
		const started = Date.now();
		const run = wait({ debounceTime: 60 }, { trigger: {}, items: [{ json }] });
		await time.pass(1000);
		written({ text: 'b' });
		expect((await time.until(run)).items).toEqual([]);
		expect(Date.now() - started).toBeLessThan(10_000);
	});

	it('gives a message once if the next one comes in the second in which its debounce time ends', async () => {
		await sendAnswer();
		await time.pass(1000 - (Date.now() % 1000));
		const runs = await executions([{ text: 'a' }, { after: 1500, text: 'b' }]);
		expect(texts(runs)).toEqual([[], ['a\nb']]);
	});

	it.each(['edit', 'delete'])(
		'outputs all messages although the person changes an earlier one meanwhile (%s)',
		async (kind) => {
			await sendAnswer();
			const first = written({ text: 'a' });
			await time.pass(500);
			const second = written({ text: 'b' });
			const runs = [first, second].map(
				async ({ flat }) =>
					await wait({ debounceTime: 3 }, { trigger: {}, items: [{ json: flat }] }),
			);
			await time.pass(2000);
			written({ kind, plain: true, targetId: first.id, text: 'A' });
			const changed = kind === 'edit' ? 'A' : 'a';
			expect(texts(await time.until(Promise.all(runs)))).toEqual([[], [`${changed}\nb`]]);
		},
	);

	it.each([
		['an earlier message', 0, [[], ['b']]],
		['the last message', 1, [[], ['a']]],
	])('does not give %s that the person deletes before the answer', async (_what, at, given) => {
		simulator.current.config.deviceContext = true;
		await sendAnswer();
		const first = written({ text: 'a' });
		await time.pass(500);
		const both = [first, written({ text: 'b' })];
		const runs = both.map(
			async ({ flat }) => await wait({ debounceTime: 3 }, { trigger: {}, items: [{ json: flat }] }),
		);
		await time.pass(1000);
		written({ kind: 'delete', targetId: both[at].id });
		simulator.current.config.deviceContext = false;
		expect(texts(await time.until(Promise.all(runs)))).toEqual(given);
	});

	it('gives nothing if the person deletes the only message before the answer', async () => {
		simulator.current.config.deviceContext = true;
		await sendAnswer();
		const { flat: json, id } = written({ text: 'secret' });
		const run = wait({ debounceTime: 3 }, { trigger: {}, items: [{ json }] });
		await time.pass(1000);
		written({ kind: 'delete', targetId: id });
		simulator.current.config.deviceContext = false;
		expect(texts([await time.until(run)])).toEqual([[]]);
	});

	it.each([
		['', 'a'],
		[' and that one is edited', 'A'],
	])('outputs a message that comes later than a newer one%s', async (_more, changed) => {
		await sendAnswer();
		await time.pass(5000);
		const start = async ({ flat: json }: Written) =>
			await wait({ debounceTime: 4 }, { trigger: {}, items: [{ json }] });
		const newer = written({ text: 'a' });
		const runs = [start(newer)];
		await time.pass(1000);
		simulator.current.config.whatsappClockMs = -3000;
		runs.push(start(written({ text: 'late' })));
		simulator.current.config.whatsappClockMs = 0;
		await time.pass(1000);
		if (changed !== 'a') {
			written({ kind: 'edit', plain: true, targetId: newer.id, text: changed });
		}
		expect(texts(await time.until(Promise.all(runs)))).toEqual([[`late\n${changed}`], []]);
	});

	it('outputs a message once although the server stores it a second time in between', async () => {
		await sendAnswer();
		const { flat: json, id } = written({ text: 'a' });
		const run = wait({ debounceTime: 2 }, { trigger: {}, items: [{ json }] });
		await time.pass(1000);
		const { messages } = simulator.current.state.instances.get('demo')!;
		messages.open(`${ANA}@s.whatsapp.net`).messages.push({ ...messages.row(id)!, id: rowId() });
		expect(texts([await time.until(run)])).toEqual([['a']]);
	});

	it('does not wait for messages of another person', async () => {
		await sendAnswer();
		const runs = await executions([{ text: 'a' }, { text: 'b', from: BRUNO }]);
		expect(texts(runs)).toEqual([['a'], ['b']]);
	});

	it('ends with the maximum wait, although more messages come', async () => {
		await sendAnswer();
		const events = [0, 1, 2, 3, 4, 5, 6].map((number) => ({ after: 700, text: String(number) }));
		const runs = await executions(events, { debounceTime: 2, maxWait: 2 });
		const given = texts(runs).filter((text) => text.length > 0);
		expect(given.length).toBeGreaterThan(1);
		expect(given.at(-1)).toEqual(['0\n1\n2\n3\n4\n5\n6']);
	});
});

describe('an execution of Combine Messages that is stopped by hand', () => {
	function waiting(text: string) {
		let stop = () => {};
		const { flat: json } = written({ text });
		const more = {
			trigger: {},
			items: [{ json }],
			onStart: (cancel: () => void) => (stop = cancel),
		};
		return { run: wait({ debounceTime: 60 }, more), stop: () => stop() };
	}
	beforeEach(async () => await sendAnswer());

	it('ends at once without output', async () => {
		const { run, stop } = waiting('a');
		await time.pass(500);
		stop();
		const stopped = Date.now();
		expect((await time.until(run)).items).toEqual([]);
		expect(Date.now() - stopped).toBeLessThan(1000);
	});

	it('does not delay the execution of a later message, which outputs both messages', async () => {
		const { run, stop } = waiting('a');
		const [later] = await Promise.all([
			executions([{ text: 'b' }]),
			time.after(300).then(stop),
			run,
		]);
		expect(texts(later)).toEqual([['a\nb']]);
	});

	it("leaves its messages to the next message's execution if no later message was waiting", async () => {
		const first = waiting('a');
		const last = waiting('b');
		expect(texts([await time.until(first.run)])).toEqual([[]]);
		last.stop();
		await time.until(last.run);
		expect(texts(await executions([{ text: 'c' }]))).toEqual([['a\nb\nc']]);
	});
});

describe('Combine Messages, when the account answers in the chat meanwhile,', () => {
	async function answered(happens: () => unknown, values: IDataObject = {}, afterMs = 5000) {
		await sendAnswer();
		const { flat: json } = written({ text: 'a' });
		const run = wait({ debounceTime: 8, ...values }, { trigger: {}, items: [{ json }] });
		await time.pass(afterMs);
		await happens();
		return texts([await time.until(run)]);
	}
	const onThePhone = (event: IDataObject = {}) =>
		written({ fromMe: true, text: 'Done!', ...event });

	it('on the phone: ends without output', async () => {
		expect(await answered(onThePhone)).toEqual([[]]);
	});

	it('on the phone: continues with Continue if a Human Replied', async () => {
		const options = { continueIfHumanReplied: true };
		expect(await answered(onThePhone, { options })).toEqual([['a']]);
	});

	it('by the greeting of the WhatsApp Business app: continues', async () => {
		const greet = () => onThePhone({ text: 'Welcome to ACME! We answer soon.' });
		expect(await answered(greet, {}, 1000)).toEqual([['a']]);
	});

	it('by a greeting between two messages: continues with both', async () => {
		await sendAnswer();
		await time.pass(2000);
		const first = written({ text: 'Hi' });
		const started = wait({ debounceTime: 4 }, { trigger: {}, items: [{ json: first.flat }] });
		await time.pass(1000);
		onThePhone({ text: 'Welcome to ACME! We answer soon.' });
		await time.pass(1000);
		const second = written({ text: 'what does it cost?' });
		const last = wait({ debounceTime: 4 }, { trigger: {}, items: [{ json: second.flat }] });
		const runs = await time.until(Promise.all([started, last]));
		expect(texts(runs)).toEqual([[], ['Hi\nwhat does it cost?']]);
	});

	it('with a reaction only: continues', async () => {
		const { id } = written({ text: 'x', from: BRUNO });
		const react = () => onThePhone({ kind: 'reaction', targetId: id, emoji: '👍' });
		expect(await answered(react)).toEqual([['a']]);
	});

	it('through the API, as this node does: continues', async () => {
		expect(await answered(() => sendAnswer())).toEqual([['a']]);
	});
});

describe('Combine Messages in a group', () => {
	const events = [
		{ chat: TEAM, from: ANA, text: 'a' },
		{ chat: TEAM, from: BRUNO, text: 'b' },
		{ chat: TEAM, from: ANA, text: 'c' },
	];
	beforeEach(async () => await sendAnswer(TEAM));

	it('waits for all members together', async () => {
		expect(texts(await executions(events))).toEqual([[], [], ['a\nb\nc']]);
	});

	it('waits for each sender separately with Group By: Sender', async () => {
		const runs = await executions(events, { options: { groupBy: 'sender' } });
		expect(texts(runs)).toEqual([[], ['b'], ['a\nc']]);
	});
});

describe('the messages that Combine Messages waits for', () => {
	const picture = { kind: 'image', base64: 'AAAA', mimetype: 'image/png', caption: 'See' };
	beforeEach(async () => await sendAnswer());

	it.each([
		['all', [[], ['a\nSee']]],
		['text', [['a'], []]],
		['media', [[], ['See']]],
	])('are those of Message Types "%s"', async (messageTypes, expected) => {
		expect(
			texts(await executions([{ text: 'a' }, picture], { options: { messageTypes } })),
		).toEqual(expected);
	});

	it('are none that the trigger filters out, which start no execution', async () => {
		const { flat: json } = written({ text: 'a' });
		const trigger = { filters: { messageTypes: ['text'] } };
		const run = wait({}, { trigger, items: [{ json }] });
		written(picture);
		expect(texts([await time.until(run)])).toEqual([['a']]);
	});

	it('are only those that mention the account, by number or LID, if the trigger filters for mentions', async () => {
		await sendAnswer(TEAM);
		const own = '5511900000001@s.whatsapp.net';
		fail(simulator.current, {
			path: '/group/participants',
			status: 200,
			body: { participants: [{ id: '9@lid', phoneNumber: own }] },
		});
		const [hidden, byNumber] = ['9@lid', own].map((jid) => ({ chat: TEAM, mentions: [jid] }));
		const { flat: json } = written({ ...hidden, text: 'a' });
		const trigger = { filters: { mentions: 'me' } };
		const run = wait({}, { trigger, items: [{ json }] });
		written({ chat: TEAM, text: 'nobody is meant' });
		expect(texts([await time.until(run)])).toEqual([['a']]);
		const runs = await executions(
			[
				{ ...hidden, text: 'b' },
				{ ...byNumber, text: 'c' },
			],
			{},
			trigger,
		);
		expect(texts(runs)).toEqual([[], ['a\nb\nc']]);
	});

	it('do not include reactions', async () => {
		const { flat: json, id } = written({ text: 'a' });
		const run = wait({}, { trigger: {}, items: [{ json }] });
		written({ kind: 'reaction', targetId: id, emoji: '👍' });
		expect(texts([await time.until(run)])).toEqual([['a']]);
	});
});

/** Sends a text from the account, so that the messages of the demo data count as answered. */
async function sendAnswer(number = ANA): Promise<void> {
	await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendText',
		values: { recipient: number, text: 'How can we help?' },
	});
}

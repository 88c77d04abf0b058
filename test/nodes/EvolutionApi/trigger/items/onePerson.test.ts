import type { IDataObject } from 'n8n-workflow';

import { lidOf } from '../../../../../simulator/whatsapp/lid';
import { arrived, fail, useSimulator } from '../../../../support/simulator';
import { runInGo, useGoSimulator } from '../../server/evolutionGo/support/goSimulator';
import { runOperation } from '../../../../support/run';
import { untilQuiet } from '../../../../support/time';
import { AskedPeople } from '../../wait/support/askedPeople';
import { settled } from '../support/happenings';
import { broadcast, statuses } from '../../sending/support';
import { useN8n } from '../support/useN8n';
import { usePausing } from '../support/usePausing';

// Tests that the trigger recognizes a person by the number and by the LID, with and without a username.

const SERVERS = [
	{ name: 'Evolution API', use: () => useSimulator(), asks: '/chat/findMessages/demo' },
	{ name: 'Evolution Go', use: () => useGoSimulator('0.7.2'), asks: '/group/' },
] as const;

/** Each test has another person, because the process remembers people. */
let people = 0;

describe.each(SERVERS)('a person with number and LID, at $name', ({ name, use, asks }) => {
	const simulator = use();
	const isGo = name === 'Evolution Go';
	const stage = useN8n(simulator, isGo ? 'evolutionGo' : undefined);
	const { active, answer, say, texts } = usePausing(simulator, stage);
	const items = (): IDataObject[] => stage.n8n.started.map(({ json }) => json);
	const questions = () => arrived(simulator.current).filter(({ path }) => path.includes(asks));
	const run = isGo ? runInGo : runOperation;

	/** A person's number, the same number without the digit 9 after the area code, and the person's LID. */
	let number = '';
	let person = '';
	let lid = '';
	let byNumber = {};
	let byLid = {};
	let byUsername = {};
	const stranger = () => lid.replace('@', '9@');
	beforeEach(() => {
		const last = String(++people).padStart(4, '0');
		number = `551198888${last}`;
		person = `55118888${last}`;
		lid = lidOf(`${number}@s.whatsapp.net`);
		byNumber = { from: number, lid };
		byLid = { from: lid };
		byUsername = { from: lid, username: 'ana.lima' };
	});

	it('the number of an unknown LID is requested only once', async () => {
		await active();
		const before = questions().length;
		await say('who am I?', { from: stranger() });
		await say('and now?', { from: stranger() });
		expect(items()).toMatchObject([
			{ personId: stranger(), sessionId: `demo/${stranger()}`, phoneNumber: null },
			{ personId: stranger(), sessionId: `demo/${stranger()}`, phoneNumber: null },
		]);
		expect(questions().length - before).toBe(1);
	});

	it('an event under the LID starts the workflow even if the server cannot be asked for the number', async () => {
		await active();
		fail(simulator.current, { path: asks, status: 500, times: 99 });
		await say('hello', byLid);
		expect(items()).toMatchObject([{ personId: lid, text: 'hello' }]);
	});

	it('nothing is requested where the event has both addresses, or no workflow wants the event', async () => {
		await active({}, { filters: { messageTypes: ['image'] } });
		const before = questions().length;
		await say('hello', byLid);
		expect([texts(), questions().length - before]).toEqual([[], 0]);
		await active({}, {}, 'two');
		await say('hello', byNumber);
		expect([texts('two'), questions().length - before]).toEqual([['hello'], 0]);
	});

	it("messages under number, LID and username have the same session ID for an AI agent's memory", async () => {
		await active();
		await say('by number', byNumber);
		await say('by LID', byLid);
		await say('by username', byUsername);
		expect(texts()).toEqual(['by number', 'by LID', 'by username']);
		expect(new Set(items().map(({ personId }) => personId))).toEqual(new Set([person]));
		expect(new Set(items().map(({ sessionId }) => sessionId))).toEqual(new Set([`demo/${person}`]));
		expect(new Set(items().map(({ phoneNumber }) => phoneNumber))).toEqual(new Set([number]));
		expect(items()[1]?.chat).toBe(lid);
		// Evolution Go doesn't send usernames.
		expect(items()[2]?.username).toBe(isGo ? undefined : 'ana.lima');
	});

	it('Human Takeover: a pause applies to number, LID and username', async () => {
		await active();
		await say('hello', byNumber);
		await answer('I am here', { from: number });
		await say('by LID', byLid);
		await say('by username', byUsername);
		expect(texts()).toEqual(['hello']);
	});

	it('Human Takeover: a pause that begins under the LID alone applies to the number, too', async () => {
		await active();
		await say('hello', byNumber);
		await answer('I am here', byLid);
		await say('by number', byNumber);
		await say('by LID', byLid);
		expect(texts()).toEqual(['hello']);
	});

	it('the personId becomes the number as soon as it is known, and a pause that began under the LID continues', async () => {
		// If a message has both number and LID, version 2.3.7 delivers only the number.
		if (!isGo) simulator.current.config.version = '2.4.0';
		await active({ humanTakeover: { values: { pause: 30, resumeKeyword: '#bot' } } });
		await say('who am I?', { from: stranger() });
		await answer('I am here', { from: stranger() });
		await say('by both', { from: number, lid: stranger() });
		await say('by number', { from: number });
		expect(texts()).toEqual(['who am I?']);
		await answer('#bot', { from: number });
		await say('by LID', { from: stranger() });
		expect(items().map(({ personId }) => personId)).toEqual([stranger(), person]);
	});

	it('Pause Bot and Resume Bot apply to number, LID and username, and output the personId', async () => {
		await active();
		await say('hello', byNumber);
		const takeover = async (operation: string, recipient: string) => {
			const values = { chatSource: 'specific', recipient, pauseMinutes: 5 };
			return await run(simulator.current, { resource: 'conversation', operation, values });
		};
		const paused = await takeover('pauseBot', number);
		expect(paused.items[0]?.json).toMatchObject({ takenOver: true, personId: person });
		await say('by LID', byLid);
		await say('by username', byUsername);
		expect(texts()).toEqual(['hello']);
		await takeover('resumeBot', number);
		stage.aheadMs += 5_000;
		await say('again', byLid);
		expect(texts()).toEqual(['hello', 'again']);
	});

	it('Reply and Send Sequence output the same personId as the trigger', async () => {
		await active();
		await say('by number', byNumber);
		await say('by LID', byLid);
		await say('somebody else', { from: stranger() });
		const send = async (json: IDataObject = {}, values: IDataObject = {}) => {
			const operation = 'text' in values ? 'reply' : 'sendSequence';
			const sent = { resource: 'message', operation, values, items: [{ json }] };
			return (await run(simulator.current, sent)).items[0]?.json;
		};
		const steps = { step: [{ action: 'text', text: 'one' }] };
		const [withNumber, withLid, unknown] = items();
		for (const item of [withNumber, withLid]) {
			const recipient = item?.chat;
			expect(await send(item, { text: 'Hi' })).toMatchObject({ personId: person });
			expect(await send(item, { recipient, steps })).toMatchObject({ personId: person });
		}
		expect(await send(unknown, { text: 'Hi' })).toMatchObject({ personId: stranger() });
		// Without the trigger's item, the node can only find the number in Evolution API's message store.
		const alone = await send({}, { recipient: lid, steps });
		expect(alone).toMatchObject({ personId: isGo ? lid : person });
	});

	it('a Chats filter with a number also finds the person under the LID', async () => {
		await active({}, { filters: { chats: { values: { mode: 'restrictTo', chats: number } } } });
		await say('hello', byNumber);
		await say('by LID', byLid);
		await say('somebody else', { from: stranger() });
		expect(texts()).toEqual(['hello', 'by LID']);
	});

	it('Send and Wait: an answer under the LID alone counts as one of the number that was asked', async () => {
		const asked = await AskedPeople.start(simulator.current, isGo ? 'evolutionGo' : undefined);
		await active();
		// Evolution Go looks up the LID of a number. Evolution API needs a message in its store to know it.
		if (!isGo) await say('hello', byNumber);
		await asked.ask({ recipient: number, responseType: 'freeText' });
		await say('yes, please', byLid);
		await settled(() => asked.answers.length > 0);
		await untilQuiet();
		await asked.end();
		expect(asked.answers).toMatchObject([{ text: 'yes, please', personId: person }]);
		expect(texts()).toEqual(isGo ? [] : ['hello']);
	});

	if (isGo) return;

	it('Send and Wait: a question sent to the LID can be answered under the number', async () => {
		const asked = await AskedPeople.start(simulator.current);
		await active();
		await say('hello', byNumber);
		await asked.ask({ recipient: lid, responseType: 'freeText' });
		await say('yes, please', byNumber);
		await settled(() => asked.answers.length > 0);
		await asked.end();
		expect(asked.answers).toMatchObject([{ text: 'yes, please', personId: person }]);
	});

	it('Human Takeover: a pause of the LID does not apply to the number if version 2.3.7 sends the number only later', async () => {
		await active();
		await answer('I am here', { from: stranger() });
		await say('by both', { from: number, lid: stranger() });
		expect(items()).toMatchObject([{ text: 'by both', personId: person }]);
	});

	it('a person who opts out under the LID gets no message under the number', async () => {
		await say('hello', byNumber);
		await say('stop', byLid);
		const optOut = { values: { optOutKeywords: 'stop' } };
		for (const recipient of [number, lid]) {
			const results = await broadcast(simulator.current, [recipient], { optOut });
			expect(statuses(results)).toEqual(['optedOut']);
		}
	});

	it('Combine Messages combines messages under number and LID, with the same session ID', async () => {
		await active();
		await say('one', byNumber);
		await say('two', byLid);
		stage.aheadMs += 3_000;
		const [, last] = items();
		const { items: found } = await run(simulator.current, {
			resource: 'conversation',
			operation: 'combineMessages',
			values: { debounceTime: 3 },
			items: [{ json: last ?? {} }],
		});
		const sessionId = `demo/${person}`;
		expect(found.map(({ json }) => json)).toMatchObject([
			{ text: 'one\ntwo', personId: person, sessionId, messages: [{ sessionId }, { sessionId }] },
		]);
	});
});

import { setTimeout as sleep } from 'node:timers/promises';

import { bearer, forwardBearer } from '../../../../../nodes/EvolutionApi/hub/token';
import { httpRequest } from '../../../../support/httpRequest';
import { untilQuiet } from '../../../../support/time';
import { arrived, fail, useSimulator } from '../../../../support/simulator';
import { ANA, deliver, keyOf, receiveText, settled } from '../support/happenings';
import type { TriggerWorkflow } from '../support/triggerWorkflow';
import { useN8n } from '../support/useN8n';

const simulator = useSimulator();
const stage = useN8n(simulator);
const MOST = 50;
const HELD = 25;

/** Stops the clock, so that no execution starts only because a second has passed. Executions run until the test ends them. */
let nowMs = 0;
function stopTime(): void {
	nowMs = Date.now();
	jest.spyOn(Date, 'now').mockImplementation(() => nowMs);
	stage.n8n.running = [];
}

const runningNow = () => stage.n8n.running?.length ?? 0;
const texts = (...names: string[]) => names.flatMap((name) => stage.n8n.texts(name)).sort();
const all = (count: number) => Array.from({ length: count }, (_each, index) => `text ${index}`);

/** Number of the test, which is part of message IDs, because the memory of received events outlives a test. */
let test = 0;
beforeEach(() => void test++);

function endAll(): number {
	const ends = stage.n8n.running?.splice(0) ?? [];
	for (const end of ends) end();
	return ends.length;
}
afterEach(() => {
	if (stage.n8n.running !== undefined) endAll();
});

async function receiveAll(texts: readonly string[]): Promise<void> {
	for (const text of texts) await receiveText(simulator.current, text);
}

describe('a flood of messages through the webhook', () => {
	/** Whether the account itself sent the messages, in a browser. The trigger doesn't recover such messages. */
	let isOwn = false;
	const dataOf = (text: string) => ({
		key: { remoteJid: `${ANA}@s.whatsapp.net`, fromMe: isOwn, id: `${test} ${text}` },
		message: { conversation: text },
		messageType: 'conversation',
		messageTimestamp: Math.floor(nowMs / 1000),
	});

	async function deliverAll(to: TriggerWorkflow, given: readonly string[]): Promise<string[]> {
		const refused = [];
		for (const text of given) {
			const event = { event: 'messages.upsert', data: dataOf(text) };
			const status = await deliver(simulator.current, to, event);
			if (status === 503) refused.push(text);
			else expect(status).toBe(200);
		}
		return refused;
	}

	it('runs a limited number of executions; the others wait, and start the workflow once', async () => {
		const one = stage.n8n.workflow('one');
		await one.activate();
		stopTime();
		expect(await deliverAll(one, all(120))).toEqual([]);
		expect(runningNow()).toBe(MOST);
		// The server may deliver the messages again during the executions, and after them.
		expect(await deliverAll(one, all(120))).toEqual([]);
		for (const ended of [MOST, MOST, 20]) {
			expect(endAll()).toBe(ended);
			await untilQuiet(1_000);
		}
		await deliverAll(one, all(20));
		expect(texts('one')).toEqual(all(120).sort());
	});

	const unfound = async (own = false) => {
		isOwn = own;
		const one = stage.n8n.workflow('one', {
			options: { missedMessages: { values: { recover: isOwn } } },
			filters: { includeMyOwnMessages: isOwn },
		});
		await one.activate();
		stopTime();
		await deliverAll(one, all(MOST));
		return one;
	};
	const more = all(MOST + 40).slice(MOST);
	const deliverAtOnce = (to: TriggerWorkflow) => {
		const refused: string[] = [];
		const calls = more.map(async (text) => refused.push(...(await deliverAll(to, [text]))));
		return { refused, over: Promise.all(calls) };
	};

	it.each([
		['with Missed Messages off', false],
		['of messages that Missed Messages leaves out', true],
	])('%s: a few wait with their calls held open, and the rest is refused', async (_what, own) => {
		const one = await unfound(own);
		const { refused, over } = deliverAtOnce(one);
		await settled(() => refused.length === 40 - HELD);
		expect(runningNow()).toBe(MOST);
		expect(endAll()).toBe(MOST);
		await over;
		expect(refused).toHaveLength(40 - HELD);
		endAll();
		expect(await deliverAll(one, refused)).toEqual([]);
		expect(texts('one')).toEqual(all(MOST + 40).sort());
	});

	it('a message that waited ten seconds in vain is refused, delivered again, and starts the workflow once', async () => {
		const one = await unfound();
		const { refused, over } = deliverAtOnce(one);
		await settled(() => refused.length === 40 - HELD);
		nowMs += 10_000;
		await over;
		expect(refused).toHaveLength(40);
		endAll();
		expect(await deliverAll(one, refused)).toEqual([]);
		expect(texts('one')).toEqual(all(MOST + 40).sort());
	});

	it.each(['probe', 'takeover', 'written'])(
		'beside so many executions, what another workflow asks is answered all the same (%s)',
		async (question) => {
			const one = await unfound();
			const { refused, over } = deliverAtOnce(one);
			await settled(() => refused.length === 40 - HELD);
			const body = { instance: 'demo', destination: one.url, question: {} };
			const asked = JSON.stringify({ ...body, event: `evolution-hub.${question}` });
			const authorization = forwardBearer(keyOf(simulator.current), nowMs, {});
			const headers = { 'content-type': 'application/json', authorization };
			expect((await httpRequest(one.url, 'POST', headers, asked)).status).toBe(200);
			endAll();
			await over;
		},
	);

	/** To be faster, the test uses shorter times than its name says: the server takes 2 s instead of 8 s. */
	it('while the server takes 8 s to tell the key, 60 forged connections for a minute hold up none of 80 genuine messages', async () => {
		const one = stage.n8n.workflow('one');
		await one.activate();
		nowMs = Date.now();
		stage.n8n.running = undefined;
		fail(simulator.current, { path: '/webhook/find', delayMs: 2_000, times: 1_000 });
		const json = { 'content-type': 'application/json', authorization: bearer('guess', nowMs) };
		const body = JSON.stringify({ event: 'messages.upsert', instance: 'demo', data: {} });
		const answers = new Set<number>();
		let isOver = false;
		const forged = Array.from({ length: 60 }, async () => {
			while (!isOver) {
				answers.add((await httpRequest(one.url, 'POST', json, body)).status);
				await sleep(1_000);
			}
		});
		const refused = [];
		for (const text of all(80)) {
			refused.push(...(await deliverAll(one, [text])));
			await sleep(50);
		}
		isOver = true;
		await Promise.all(forged);
		expect(refused).toEqual([]);
		expect(answers).not.toContain(200);
		expect(texts('one')).toEqual(all(80).sort());
		const looks = arrived(simulator.current).filter(({ path }) => path.startsWith('/webhook/find'));
		expect(looks.length).toBeLessThan(10);
	});

	it('messages that wait when n8n is killed are recovered by Missed Messages', async () => {
		await stage.n8n.workflow('one').activate();
		const [one] = stage.n8n.all;
		stopTime();
		await receiveAll(all(MOST + 10));
		await settled(() => simulator.current.state.deliveries.list().length === MOST + 10);
		const killed = stage.n8n.running ?? [];
		stage.n8n.running = undefined;
		jest.restoreAllMocks();
		await stage.n8n.crash();
		// Ends the executions, as a real kill would, because the next test runs in the same process.
		for (const end of killed) end();
		await one.activate('init');
		// The trigger looks for missed messages only when no workflow has started for a while.
		const later = Date.now() + 20_000;
		jest.spyOn(Date, 'now').mockImplementation(() => later);
		one.tick();
		for (let looks = 0; looks < 1_000 && texts('one').length < MOST + 10; looks++) await sleep(10);
		expect(texts('one')).toEqual(all(MOST + 10).sort());
	});

	it('never runs more executions at once than the limit, counted over all workflows of the process', async () => {
		const [one, two] = [stage.n8n.workflow('one'), stage.n8n.workflow('two')];
		await one.activate();
		await two.activate();
		stopTime();
		await receiveAll(all(30));
		await settled(() => simulator.current.state.deliveries.list().length === 30);
		expect(runningNow()).toBe(MOST);
	});

	it('a refused message makes Missed Messages search for it, but not a forged one', async () => {
		const full = stage.n8n.workflow('full', {
			options: { loopGuard: 0, missedMessages: { values: { recover: false } } },
		});
		const two = stage.n8n.workflow('two');
		await full.activate();
		await two.activate();
		stopTime();
		let round = 0;
		const crowded = async (happens: () => Promise<void>) => {
			const given = all(++round * 100).slice(-MOST - HELD);
			expect(await deliverAll(full, given.slice(0, MOST))).toEqual([]);
			const waiting = given.slice(MOST).map(async (text) => await deliverAll(full, [text]));
			await untilQuiet(500);
			await happens();
			endAll();
			expect((await Promise.all(waiting)).flat()).toEqual([]);
			endAll();
		};
		const hasLooked = () =>
			arrived(simulator.current).some(({ path }) => path.startsWith('/chat/findMessages/'));
		const repair = () => {
			// The trigger looks for missed messages only when no workflow has started for a while.
			nowMs += 20_000;
			simulator.current.state.requests.clear();
			two.tick();
		};
		// The regular comparison with the store, once in five minutes.
		repair();
		await settled(hasLooked);
		const body = { event: 'messages.upsert', instance: 'demo', data: dataOf('forged') };
		for (const authorization of ['', bearer('another key', nowMs)]) {
			const headers = { 'content-type': 'application/json', authorization };
			await crowded(async () => {
				const sent = await httpRequest(full.url, 'POST', headers, JSON.stringify(body));
				expect(sent.status).toBe(401);
			});
			repair();
			await untilQuiet(1_000);
			expect(hasLooked()).toBe(false);
		}
		await crowded(async () => expect(await deliverAll(full, ['genuine'])).toEqual(['genuine']));
		repair();
		await settled(hasLooked);
		expect(hasLooked()).toBe(true);
	});

	it('still starts the workflow with one new event a second while as many executions as allowed are running', async () => {
		const one = stage.n8n.workflow('one', {
			options: { missedMessages: { values: { recover: false } } },
		});
		await one.activate();
		stopTime();
		await deliverAll(one, all(MOST));
		for (const text of ['later', 'much later']) {
			nowMs += 1_000;
			expect(await deliverAll(one, [text])).toEqual([]);
		}
		expect(texts('one')).toHaveLength(MOST + 2);
	});
});

describe('a flood of messages through WebSocket', () => {
	it('runs a limited number of executions, and the others follow', async () => {
		const one = stage.n8n.workflow('one', {
			options: { connection: { values: { method: 'webSocket' } } },
		});
		await one.activate();
		await receiveText(simulator.current, 'hello');
		await settled(() => one.texts.includes('hello'));
		stopTime();
		await receiveAll(all(MOST + 30));
		await settled(() => runningNow() >= MOST);
		await untilQuiet(1_000);
		// Executions that begin at the same moment don't know of each other, so there may be a few more.
		expect(runningNow()).toBeLessThan(MOST + 3);
		endAll();
		await settled(() => texts('one').length === MOST + 31);
		expect(texts('one')).toEqual([...all(MOST + 30), 'hello'].sort());
	});
});

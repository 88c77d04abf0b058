import { setTimeout as realTime } from 'node:timers/promises';
import '../../../../dev/engine/engine';

import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IDataObject } from 'n8n-workflow';

import { forwardedRequestFor } from '../../../../nodes/EvolutionApi/hub/forward';
import { leaveHub } from '../../../../nodes/EvolutionApi/wait/wayBack';
import type { WaitState } from '../../../../nodes/EvolutionApi/wait/state';
import { runOperation } from '../../../support/run';
import { demoOf, useSimulator } from '../../../support/simulator';
import { receiveText, settled } from '../trigger/support/happenings';
import { deliverToWait } from './support/waitingExecution';
import { onSleep, shortSleep } from '../../../support/time';

// Sleeps of more than a second take their real time. Shorter ones end after 20 ms.
onSleep(shortSleep(20, async (ms) => await realTime(ms), 1_000));
jest.mock('../../../../nodes/EvolutionApi/wait/wayBack', () => ({
	...jest.requireActual<object>('../../../../nodes/EvolutionApi/wait/wayBack'),
	leaveHub: jest.fn(),
}));

// Tests answers and older messages while the clocks of n8n, the server and WhatsApp differ.

const simulator = useSimulator();
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const ANA = '5511988887777';

interface Delivered {
	readonly headers: http.IncomingHttpHeaders;
	readonly body: IDataObject;
}

let server: http.Server;
let delivered: Delivered[];
let state: unknown;
let key: string;
let answers: unknown[];
/** How far the clock is ahead of the real time. */
let aheadMs: number;

beforeEach(async () => {
	[delivered, answers, state, aheadMs] = [[], [], undefined, 0];
	const now = Date.now;
	jest.spyOn(Date, 'now').mockImplementation(() => now() + aheadMs);
	// The node doesn't wait for leaveHub(), so the real leaveHub() could still run during the next question.
	jest.mocked(leaveHub).mockImplementation(async (_target, urls) => {
		await Promise.resolve(urls.length > 0 && Object.assign(demo(), { webhook: undefined }));
	});
	simulator.current.config.webhookRetry = { delaysMs: [], timeoutMs: 30_000 };
	server = http.createServer((request, response) => {
		void (async () => {
			const chunks: Buffer[] = [];
			for await (const chunk of request) chunks.push(chunk as Buffer);
			const body = JSON.parse(String(Buffer.concat(chunks))) as IDataObject;
			await come(request.headers, body);
			delivered.push({ headers: request.headers, body });
			response.end();
		})();
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
	jest.restoreAllMocks();
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
});

const demo = () => demoOf(simulator.current);

const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function come(headers: object, body: IDataObject): Promise<void> {
	const resumeUrl = `${address()}/webhook-waiting/1/1?signature=s`;
	const { url: baseUrl, key: apiKey } = simulator.current;
	const sign = () => resumeUrl;
	const credential = { baseUrl, apiKey };
	const waiting = { credential, sign, state, response: { status: 200 } };
	const { workflowData } = await deliverToWait(waiting, headers, body);
	if (workflowData !== undefined) answers.push(workflowData[0][0].json.text);
}

const received = (text: string) =>
	demo()
		.messages.chat(`${ANA}@s.whatsapp.net`)
		?.messages.find(({ message }) => JSON.stringify(message).includes(text));

function passedOn(headers: http.IncomingHttpHeaders, mark: string): object {
	const wait = { kind: 'wait' as const, url: `${address()}#${mark}`, events: [] };
	const delivery = { kind: undefined, raw: '', event: 'messages.upsert', chats: [], headers };
	return forwardedRequestFor(wait, delivery, { key }).headers;
}

async function ask(): Promise<void> {
	const { error, kept } = await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendAndWait',
		values: {
			recipient: ANA,
			message: 'So?',
			responseType: 'freeText',
			options: { webhookBaseUrl: address() },
		},
	});
	expect(error).toBeUndefined();
	state = kept.wait;
	key = String(demo().webhook?.headers?.jwt_key);
}

async function write(text: string, heldUpMs = 0): Promise<void> {
	const { config } = simulator.current;
	config.whatsappClockMs -= heldUpMs;
	await receiveText(simulator.current, text);
	config.whatsappClockMs += heldUpMs;
	const isHere = () => delivered.some(({ body }) => JSON.stringify(body).includes(text));
	if (state !== undefined) await settled(isHere);
}

const CLOCKS: ReadonlyArray<readonly [string, number, number]> = [
	['all agree', 0, 0],
	['n8n is 8 minutes ahead', -8 * MINUTE, -8 * MINUTE],
	['n8n is 8 minutes behind', 8 * MINUTE, 8 * MINUTE],
	['the server is 8 minutes ahead', 8 * MINUTE, 0],
	['the server is 8 minutes behind', -8 * MINUTE, 0],
	['n8n and the server are 90 s ahead of WhatsApp', 0, -90 * SECOND],
	['n8n and the server are an hour behind WhatsApp', 0, 60 * MINUTE],
];

function set(clockMs: number, whatsappClockMs: number): void {
	Object.assign(simulator.current.config, { clockMs, whatsappClockMs });
	const { messages } = demo();
	for (const { jid } of [...messages.listChats()]) messages.removeChat(jid);
}

describe.each(CLOCKS)('Send and Wait (clocks: %s)', (_clocks, clockMs, whatsappClockMs) => {
	beforeEach(() => set(clockMs, whatsappClockMs));

	it('does not accept a message written before the question, and accepts one written after it', async () => {
		await write('old');
		aheadMs += 3 * SECOND;
		await ask();
		aheadMs += 3 * SECOND;
		// The trigger has missed this message, and finds it in the store.
		const data = structuredClone(received('old')) as unknown as IDataObject;
		const { question } = JSON.parse(String(state)) as WaitState;
		await come(passedOn({}, question.mark), { event: 'messages.upsert', instance: 'demo', data });
		expect(answers).toEqual([]);
		await write('new');
		expect(answers).toEqual(['new']);
	});

	it('accepts an answer that WhatsApp delivers 11 minutes late', async () => {
		await ask();
		aheadMs += 12 * MINUTE;
		await write('late', 11 * MINUTE);
		expect(answers).toEqual(['late']);
	});

	it('accepts an answer written a few seconds after the question', async () => {
		await ask();
		aheadMs += 3 * SECOND;
		await write('new');
		expect(answers).toEqual(['new']);
	});
});

it.each(CLOCKS.filter(([clocks]) => !clocks.endsWith('an hour behind WhatsApp')))(
	'Send and Wait (clocks: %s): a message that WhatsApp delayed by 20 minutes does not answer a question asked meanwhile',
	async (_clocks, clockMs, whatsappClockMs) => {
		set(clockMs, whatsappClockMs);
		await ask();
		aheadMs += 3 * SECOND;
		await write('old', 20 * MINUTE);
		expect(answers).toEqual([]);
	},
);

it('Send and Wait: accepts a message written up to about a minute before the question, since clocks differ', async () => {
	set(0, 0);
	await ask();
	aheadMs += 3 * SECOND;
	await write('old', 3 * MINUTE);
	expect(answers).toEqual([]);
	await write('a minute old', MINUTE);
	expect(answers).toEqual(['a minute old']);
});

it('Send and Wait: a message that has answered a question does not answer a later one when it is delivered again', async () => {
	set(0, 0);
	await ask();
	aheadMs += 4 * SECOND;
	await write('yes');
	expect(answers).toEqual(['yes']);
	const { headers, body } = delivered.at(-1) as Delivered;
	const asked = JSON.parse(String(state)) as WaitState;
	for (const minutes of [1, 7, 8, 15, 25]) {
		aheadMs = minutes * MINUTE;
		const mark = `later${minutes}`;
		const question = { ...asked.question, mark };
		const [askedAt, askedAtHere] = [asked.askedAt, asked.askedAtHere].map(
			(at) => at + minutes * 60,
		);
		state = JSON.stringify({ ...asked, question, askedAt, askedAtHere });
		// A new message ID, so that n8n doesn't recognize the repeated message by its ID.
		const raw = JSON.stringify(body).replace(/3A\w+/, `3A${minutes}`);
		const again = JSON.parse(raw) as IDataObject;
		await come(passedOn(headers, mark), again);
		await come({ ...headers, 'x-evolution-hub': undefined }, again);
	}
	expect(answers).toEqual(['yes']);
});

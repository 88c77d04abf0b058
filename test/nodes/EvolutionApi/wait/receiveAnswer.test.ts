import type {
	IDataObject,
	IHttpRequestOptions,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import { acknowledge, STILL_OPEN } from '../../../../nodes/EvolutionApi/hub/subscribers';
import { PROBE_EVENT } from '../../../../nodes/EvolutionApi/hub/ask';
import { encodeList } from '../../../../nodes/EvolutionApi/hub/list';
import { bearer } from '../../../../nodes/EvolutionApi/hub/token';
import * as hubChanges from '../../../../nodes/EvolutionApi/hub/changes';
import type { Delivery } from '../../../../nodes/EvolutionApi/server/delivery';
import { SERVERS } from '../../../../nodes/EvolutionApi/server/connection';
import { makeEventId, parseDelivery } from '../../../../nodes/EvolutionApi/events/eventItems';
import { replyQueue } from '../../../../nodes/EvolutionApi/hub/waits';
import { receiveReply } from '../../../../nodes/EvolutionApi/wait/receiveAnswer';
import type { WaitState } from '../../../../nodes/EvolutionApi/wait/state';
import { messageBody, PERSON, type Body } from '../events/support/deliveries';
import { onSleep, realSleep } from '../../../support/time';

onSleep(realSleep);

jest.mock('../../../../nodes/EvolutionApi/hub/changes');

const KEY = 'the key of the webhook';
const MARK = 'aaaa';
const ADDRESS = 'https://n8n.example/webhook-waiting/7?signature=s';
const RESUMED = { text: 'Yes, please', timedOut: false };

const readKey = jest.mocked(hubChanges.readKey);
const change = jest.mocked(hubChanges.changeHub);
const readHub = jest.mocked(hubChanges.readInstanceHub);
const httpRequest = jest.fn<Promise<unknown>, [IHttpRequestOptions]>();
/** Number in the address of the server. Each test uses another server, because the node remembers each server's webhook key. */
let server = 0;

beforeEach(() => {
	server++;
	readKey.mockReset().mockResolvedValue(KEY);
	change.mockReset().mockResolvedValue({ subscribers: [] });
	readHub.mockReset().mockResolvedValue({ subscribers: [] });
	httpRequest.mockReset();
});

const waiting: WaitState = {
	instance: 'shop',
	authentication: 'globalKey',
	chat: PERSON,
	messageId: 'Q1',
	message: 'So?',
	question: { responseType: 'freeText', form: 'numberedList', labels: [], mark: MARK },
	askedAt: Math.floor(Date.now() / 1000) - 5,
	askedAtHere: Math.floor(Date.now() / 1000) - 5,
};

const now = () => Math.floor(Date.now() / 1000);
const reply = (more: Body = {}, data: Body = {}): Body => ({
	...messageBody({ conversation: 'Yes, please' }, { messageTimestamp: now(), ...data }),
	...more,
});
const signed = (key = KEY) => ({ authorization: bearer(key, Date.now()) });
const passed = (mark = MARK, key = KEY) => ({
	...signed(key),
	'x-evolution-hub-passed': '1',
	'x-evolution-hub-wait': mark,
});
const listed = async (mark: string) => ({
	...signed(),
	'x-evolution-hub': await encodeList(
		[{ kind: 'wait', url: `${ADDRESS}#${mark}`, events: [] }],
		KEY,
	),
});

interface Said {
	readonly resumed?: IDataObject;
	readonly status: number;
	readonly answer?: unknown;
}

interface Call extends Said {
	readonly end: (isStored?: boolean) => Said;
}

async function call(
	headers: IDataObject,
	body: Body = reply(),
	state: Partial<WaitState> = {},
): Promise<Call> {
	let status = 200;
	const response = {
		get statusCode() {
			return status;
		},
		status: (code: number) => ((status = code), response),
		send: () => response,
	};
	const context = Object.assign({} as IWebhookFunctions, {
		getRequestObject: () => ({ method: 'POST' }),
		getQueryData: () => ({}),
		getResponseObject: () => response,
		getHeaderData: () => headers,
		getBodyData: () => body,
		getNode: () => ({ name: 'Ask' }),
		evaluateExpression: () => JSON.stringify({ ...waiting, ...state }),
		getSignedResumeUrl: () => ADDRESS,
		getCredentials: async () =>
			await Promise.resolve({ baseUrl: `https://evolution-${server}.example`, apiKey: 'k' }),
		logger: { warn: () => undefined },
		helpers: { httpRequest },
	});
	const { workflowData, webhookResponse }: IWebhookResponseData = await receiveReply(context);
	const said = () => ({
		resumed: workflowData?.[0][0].json,
		status,
		answer: webhookResponse as unknown,
	});
	const end = (isStored = true) => {
		if (workflowData !== undefined) response.status(isStored ? 200 : 500).send();
		return said();
	};
	return { ...said(), end };
}

const come = async (
	headers: IDataObject,
	body?: Body,
	state?: Partial<WaitState>,
	canStore?: boolean,
): Promise<Said> => (await call(headers, body, state)).end(canStore);

describe('Send and Wait: an execution continues', () => {
	// An execution unsubscribes from the webhook a while after the answer. Fake timers keep that out of the next test.
	beforeEach(() => {
		jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
	});
	afterEach(() => jest.useRealTimers());

	it('with the reply that the server delivers, and is then removed from the list behind the webhook', async () => {
		expect((await come(signed())).resumed).toMatchObject(RESUMED);
		await jest.advanceTimersByTimeAsync(1);
		expect(change.mock.lastCall).toEqual([
			expect.objectContaining({ instance: 'shop' }),
			{ do: 'unsubscribe', url: `${ADDRESS}#${MARK}` },
		]);
	});

	it('with the reply that a trigger workflow forwards', async () => {
		expect((await come(passed())).resumed).toMatchObject(RESUMED);
	});

	it('with the reply that a trigger workflow forwards, leaves the list then, and asks the server for nothing before', async () => {
		const coming = await call(passed());
		expect(coming.resumed).toMatchObject(RESUMED);
		expect([change.mock.calls, readHub.mock.calls]).toEqual([[], []]);
		coming.end();
		await jest.advanceTimersByTimeAsync(1);
		expect(change.mock.calls).toEqual([
			[expect.anything(), { do: 'unsubscribe', url: `${ADDRESS}#${MARK}` }],
		]);
	});

	it('with a reply that is signed with a newer key of the webhook', async () => {
		await come(signed());
		readKey.mockResolvedValue('newer');
		expect((await come(signed('newer'))).resumed).toMatchObject(RESUMED);
	});
});

describe('Send and Wait: n8n cannot go on with the answer, because its database is locked:', () => {
	beforeEach(() => {
		jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
	});
	afterEach(() => jest.useRealTimers());

	it.each([
		['from the server', async () => await Promise.resolve(signed())],
		['from the server, with the list', async (mark: string) => await listed(mark)],
		['passed on', async (mark: string) => await Promise.resolve(passed(mark))],
	])('the execution stays on the list, and goes on at the next try (%s)', async (how, headers) => {
		const mark = `locked ${how}`.replaceAll(' ', '-');
		const body = reply({}, { key: { id: mark, remoteJid: PERSON, fromMe: false } });
		const state = { question: { ...waiting.question, mark } };
		const offered = await headers(mark);
		expect((await come(offered, body, state, false)).status).toBe(500);
		await jest.advanceTimersByTimeAsync(10_000);
		expect(change).not.toHaveBeenCalled();
		const id = makeEventId(parseDelivery(body, SERVERS.evolutionApi) as Delivery);
		expect(replyQueue.wasForQuestion(id)).toBe(false);
		expect(await come(offered, body, state)).toMatchObject({ status: 200, resumed: RESUMED });
		await jest.advanceTimersByTimeAsync(10_000);
		expect(replyQueue.wasForQuestion(id)).toBe(true);
		expect(change).toHaveBeenCalledTimes(1);
	});
});

describe('Send and Wait: an answer that comes twice while the database of n8n is slow', () => {
	beforeEach(() => {
		jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
	});
	afterEach(() => jest.useRealTimers());

	const question = (mark: string) => ({ question: { ...waiting.question, mark } });
	const twice = async (id: string) => {
		const body = reply({}, { key: { id, remoteJid: PERSON, fromMe: false } });
		const offered = async () => await call(passed(id), body, question(id));
		return {
			calls: [await offered(), await offered()] as const,
			again: async () => await come(passed(id), body, question(id)),
			toOther: async () => await come(passed(`${id}-other`), body, question(`${id}-other`)),
		};
	};

	it('answers no other question where n8n refuses the second call before it goes on with the first', async () => {
		const { calls, toOther } = await twice('slow');
		expect(calls[1].end(false).status).toBe(500);
		expect(await toOther()).toEqual({ status: 503 });
		expect(calls[0].end()).toMatchObject({ status: 200, resumed: RESUMED });
		expect(await toOther()).toEqual({ status: 200, answer: acknowledge('taken', STILL_OPEN) });
	});

	it('answers no other question where n8n refuses the second call after it has gone on with the first', async () => {
		const { calls, toOther } = await twice('late');
		calls[0].end();
		calls[1].end(false);
		expect(await toOther()).toEqual({ status: 200, answer: acknowledge('taken', STILL_OPEN) });
	});

	it('is taken when it is offered again where n8n has refused both, or never answered', async () => {
		const { calls, again } = await twice('both');
		for (const { end } of calls) end(false);
		expect(await again()).toMatchObject({ status: 200, resumed: RESUMED });
	});

	it('goes to the next question a minute after n8n has refused it, if the first is gone by then', async () => {
		const { calls, toOther } = await twice('gone');
		calls[0].end(false);
		jest.setSystemTime(Date.now() + 61_000);
		expect(await toOther()).toMatchObject({ status: 200, resumed: RESUMED });
	});
});

describe('Send and Wait: an execution keeps waiting', () => {
	it.each<[string, IDataObject]>([
		['not at all', {}],
		['not at all, with the right key in a header', { jwt_key: KEY }],
		['with another key', signed('other')],
		['with another key and marked as forwarded', passed(MARK, 'other')],
	])(
		'when a reply is signed %s, whether or not n8n has already read the right key',
		async (_how, headers) => {
			for (let time = 0; time < 2; time++) {
				expect(await come(headers)).toEqual({ status: 401 });
				expect(change).not.toHaveBeenCalled();
				await come(signed(), reply({}, { key: { remoteJid: 'other@s.whatsapp.net', id: 'M2' } }));
			}
		},
	);

	it('when the message that started it is delivered again, after n8n was killed', async () => {
		const startedBy = ['M1'];
		expect(await come(passed(), reply(), { startedBy })).toEqual({
			status: 200,
			answer: acknowledge('declined'),
		});
		const later = reply({}, { key: { remoteJid: PERSON, fromMe: false, id: 'M2' } });
		expect((await come(passed(), later, { startedBy })).resumed).toMatchObject(RESUMED);
	});

	it('while the signature key cannot be read, and answers 503 to get the reply again', async () => {
		readKey.mockRejectedValue(new Error('away'));
		expect(await come(signed())).toEqual({ status: 503 });
	});

	it('while nobody can be asked who a LID is, and answers 503 to get the reply again, also without a list of those who wait', async () => {
		httpRequest.mockRejectedValue(new Error('away'));
		const chat = '123456789012345@lid';
		const message = reply({}, { key: { remoteJid: chat, fromMe: false, id: 'M5' } });
		const asked = { chat, answerers: ['5511988887777@s.whatsapp.net'] };
		expect(await come(signed(), message, asked)).toEqual({ status: 503 });
	});

	it.each(['', 'bbbb', `${MARK}b`])(
		'when a forwarded reply names another question of the same execution, or none: "%s"',
		async (mark) => {
			const said = await come(passed(mark));
			expect(said).toEqual({ status: 200, answer: acknowledge('gone') });
			expect(change).not.toHaveBeenCalled();
		},
	);

	it.each<[string, Body]>([
		['of another instance', reply({ instance: 'bar' })],
		['in another chat', reply({}, { key: { remoteJid: 'other@s.whatsapp.net', id: 'M2' } })],
		['written before the question', reply({}, { messageTimestamp: now() - 180 })],
		['from the account itself', reply({}, { key: { remoteJid: PERSON, fromMe: true, id: 'M2' } })],
		['that this instance sent (SEND_MESSAGE)', reply({ event: 'send.message' })],
	])('after a message %s', async (_what, body) => {
		for (const headers of [signed(), passed()])
			expect(await come(headers, body)).toEqual({ status: 200, answer: acknowledge('declined') });
		expect(change).not.toHaveBeenCalled();
	});
});

describe('Send and Wait: a message that has answered a question', () => {
	const next = { question: { ...waiting.question, mark: 'bbbb' } };

	it.each<[string, IDataObject, IDataObject]>([
		['the server', signed(), signed()],
		['a workflow with the trigger', passed(), passed('bbbb')],
	])(
		'does not answer the next question when it is delivered again by %s',
		async (_who, first, again) => {
			const id = `of ${JSON.stringify(first).length}`;
			const message = reply({}, { key: { remoteJid: PERSON, id } });
			expect((await come(first, message)).resumed).toMatchObject(RESUMED);
			expect(await come(again, message, next)).toEqual({
				status: 200,
				answer: acknowledge('taken', STILL_OPEN),
			});
			const other = reply({}, { key: { remoteJid: PERSON, id: `${id}, too` } });
			expect((await come(again, other, next)).resumed).toMatchObject(RESUMED);
		},
	);
});

describe('Send and Wait: an execution that waits for the question "aaaa"', () => {
	const probe = reply({ event: PROBE_EVENT });

	it.each([
		[MARK, acknowledge('taken')],
		['bbbb', acknowledge('gone')],
	])(
		'when asked whether it still waits for the question "%s", answers %s',
		async (mark, answer) => {
			expect(await come(passed(mark), probe)).toEqual({ status: 200, answer });
		},
	);
});

describe('Send and Wait, while no workflow with the trigger is active', () => {
	const others = [{ kind: 'wait' as const, url: 'https://other.example/wait#cccc', events: [] }];
	const list = async (key: string) => ({
		...signed(),
		'x-evolution-hub': await encodeList(others, key),
	});
	const other = { remoteJid: '5511977776666@s.whatsapp.net', fromMe: false, id: 'M3' };
	const text = reply({}, { key: other });

	it('an execution forwards messages to the other waiting executions', async () => {
		httpRequest.mockResolvedValue({
			statusCode: 200,
			body: [Buffer.from(acknowledge('declined'))],
		});
		await come(await list(KEY), text);
		expect(httpRequest).toHaveBeenCalledTimes(1);
		expect(httpRequest).toHaveBeenCalledWith(expect.objectContaining({ url: others[0].url }));
	});

	it('an execution forwards nothing to addresses of a list with a wrong signature', async () => {
		await come(await list('other'), text);
		expect(httpRequest).not.toHaveBeenCalled();
	});
});

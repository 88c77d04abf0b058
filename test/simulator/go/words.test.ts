import { turns } from '../../support/time';
import { until } from '../support/client';
import { ANA, dataOf, type GoClient, startGo, TEAM } from './support/goClient';

// Tests which subscribers receive which events, and how often.

let go: GoClient;
beforeEach(async () => {
	go = await startGo();
});
afterEach(() => go.close());

const eventsFor = async (...words: string[]) =>
	(await go.ask('POST', '/instance/connect', { subscribe: words })).body.data.eventString;
const receive = async (body: object) =>
	await go.post('/_sim/instances/demo/receive', { from: ANA, kind: 'text', text: 'Hi', ...body });

describe('Go simulator: the event words in the webhook settings of Evolution Go', () => {
	it.each([
		[['message'], ''],
		[['MESSAGE', 'MESSAGES_UPSERT'], 'MESSAGE'],
		[[], 'MESSAGE'],
		[['MESSAGE', 'ALL'], 'MESSAGE,ALL'],
	])('%j are stored as "%s"', async (words, stored) => {
		expect(await eventsFor(...words)).toBe(stored);
	});

	it.each([
		['0.6.1', 13],
		['0.7.1', 14],
		['0.7.2', 16],
	])('ALL as the first word is stored in %s as %i event words', async (version, count) => {
		await go.post('/_sim/config', { version });
		expect((await eventsFor('ALL')).split(',')).toHaveLength(count);
	});

	it('an unknown word alone brings no event', async () => {
		const hook = await go.subscribe('messages');
		await receive({});
		await turns();
		expect(hook.all).toEqual([]);
	});

	it('ALL after another word also brings events that have no word', async () => {
		const hook = await go.subscribe('MESSAGE', 'ALL');
		await go.post('/_sim/instances/demo/events', {
			event: 'OfflineSyncCompleted',
			data: { Count: 1 },
		});
		await hook.wait('OfflineSyncCompleted');
		const front = await go.subscribe('ALL');
		await go.post('/_sim/instances/demo/events', { event: 'OfflineSyncCompleted', data: {} });
		await turns();
		expect(front.all).toEqual([]);
	});

	it.each([
		['0.6.1', 0],
		['0.7.2', 1],
	])('with GROUP alone in %s, %i of 1 group message is delivered', async (version, count) => {
		await go.post('/_sim/config', { version });
		const hook = await go.subscribe('GROUP');
		await receive({ chat: TEAM });
		await receive({});
		await turns();
		expect(hook.all.filter(({ body }) => body.event === 'Message')).toHaveLength(count);
	});
});

describe('Go simulator: a webhook', () => {
	it('that answers with an error is tried five times, with any status', async () => {
		const hook = await go.subscribe('MESSAGE');
		hook.answer = 400;
		await receive({});
		await until(() => hook.all.length === 5);
		await turns();
		expect(hook.all).toHaveLength(5);
		const { body } = await go.get('/_sim/deliveries');
		expect(body.map(({ final }: { final: boolean }) => final)).toEqual([
			false,
			false,
			false,
			false,
			true,
		]);
	});

	it('for all instances gets events of an instance only while that has its own webhook', async () => {
		const own = await go.subscribe('MESSAGE');
		const whole = await go.subscribe('MESSAGE');
		await go.ask('POST', '/instance/connect', { webhookUrl: own.url });
		await go.post('/_sim/config', { go: { globalWebhook: whole.url } });
		await receive({});
		await own.wait('Message');
		await whole.wait('Message');
		await go.ask('POST', '/instance/connect', {});
		await receive({});
		await turns();
		expect(whole.all).toHaveLength(1);
	});
});

describe('Go simulator: an instance that ignores groups', () => {
	it('delivers no event of any group', async () => {
		const hook = await go.subscribe('ALL');
		const [{ id }] = (await go.get('/instance/all')).body.data;
		const path = `/instance/${id}/advanced-settings`;
		await go.ask('PUT', path, { ignoreGroups: true, ignoreStatus: true });
		await receive({ chat: TEAM });
		await receive({ chat: 'status@broadcast' });
		await receive({ text: 'Me' });
		const message = await hook.wait('Message');
		expect(dataOf(message).Message.conversation).toBe('Me');
	});
});

it('Go simulator: a call that the server rejects brings no event, and the caller gets the text set for rejected calls', async () => {
	const hook = await go.subscribe('CALL', 'MESSAGE', 'SEND_MESSAGE');
	const [{ id }] = (await go.get('/instance/all')).body.data;
	const settings = { rejectCall: true, msgRejectCall: 'No calls please' };
	await go.ask('PUT', `/instance/${id}/advanced-settings`, settings);
	const { body } = await go.post('/_sim/instances/demo/calls', { from: ANA });
	expect(body.rejected).toBe(true);
	await turns();
	expect(hook.all).toEqual([]);
	const page = await go.get(`/_sim/instances/demo/messages?chat=${ANA}`);
	expect(page.body.at(-1).text).toBe('No calls please');
});

it('Go simulator: planning an incomplete or unknown call, or an event without a name, is refused', async () => {
	expect((await go.post('/_sim/instances/demo/calls', {})).status).toBe(400);
	expect((await go.post('/_sim/instances/demo/calls', { from: ANA, action: 'x' })).status).toBe(
		400,
	);
	expect((await go.post('/_sim/instances/demo/events', {})).status).toBe(400);
});

import '../../../../dev/engine/engine';

import { httpRequest } from 'n8n-core/dist/execution-engine/node-execution-context/utils/request-helper-functions';

import { acknowledge } from '../../../../nodes/EvolutionApi/hub/subscribers';
import { probe } from '../../../../nodes/EvolutionApi/hub/ask';
import { forward, silentSince, sendToSubscriber } from '../../../../nodes/EvolutionApi/hub/forward';
import type { Subscriber } from '../../../../nodes/EvolutionApi/hub/list';
import { replyQueue } from '../../../../nodes/EvolutionApi/hub/waits';
import { startSwitching } from '../../../support/otherServers';
import { shortenLimits } from '../../../support/time';
import { deliveryWith, KEY } from './support/passedOn';
import { Receiver, type Answer } from './support/receiver';
import { trigger } from './support/server';

const taken: Answer = { body: acknowledge('taken') };
const delivery = deliveryWith({});
const context = { helpers: { httpRequest } };

describe('an event that one workflow forwards to another, an execution or an application:', () => {
	let receiver: Receiver;
	beforeEach(async () => {
		receiver = await Receiver.start();
	});
	afterEach(async () => await receiver.close());

	const workflow = (kind: 'trigger' | 'test' | 'wait' = 'trigger') =>
		trigger(1, { kind, url: receiver.url });
	const foreign = (rest: object = {}): Subscriber => ({
		kind: 'foreign',
		url: receiver.url,
		enabled: true,
		events: ['MESSAGES_UPSERT'],
		headers: {},
		byEvents: false,
		base64: false,
		...rest,
	});
	const forwardTo = async (subscribers: Subscriber[], options: object) => {
		const forwarded = await forward(context, delivery, subscribers, { key: KEY, ...options });
		return forwarded.map(({ reply }) => reply);
	};
	const send = async (subscriber: Subscriber, answers: Answer[], pausesMs = [5, 5]) => {
		receiver.answers = answers;
		return await forwardTo([subscriber], { pausesMs });
	};

	it.each([301, 302, 307, 308])('does not follow a redirect with status %i', async (status) => {
		const elsewhere = await Receiver.start();
		for (const subscriber of [workflow(), foreign()]) {
			await send(subscriber, [{ status, location: elsewhere.url }], []);
		}
		expect([receiver.all.length, elsewhere.all.length]).toEqual([2, 0]);
		await elsewhere.close();
	});

	it('does not wait for an endless answer, of which only the beginning is read', async () => {
		for (const subscriber of [workflow(), foreign()]) {
			const replies = await send(subscriber, [{ fate: 'flood' }], []);
			expect(replies).toEqual([subscriber.kind === 'foreign' ? 'taken' : 'again']);
			await receiver.untilIdle();
			expect(receiver.flooded).toBeLessThan(20e6);
		}
	});

	it('does not wait for a proxy that answers 101 and then nothing', async () => {
		const proxy = await startSwitching({ url: receiver.url }, () => true);
		shortenLimits(500);
		const replies = await forwardTo([{ ...workflow(), url: proxy.url }], { pausesMs: [] });
		expect([replies, proxy.switched]).toEqual([['again'], ['/']]);
		jest.restoreAllMocks();
		await proxy.close();
	});

	it.each<[string, Answer, string]>([
		['an error of the server', { status: 500, body: { message: 'x' } }, 'again'],
		[
			'an n8n whose database fails over',
			{ status: 500, body: { code: 0, message: 'relation "webhook_entity" does not exist' } },
			'again',
		],
		[
			'a proxy that does not find n8n',
			{ status: 503, body: 'The upstream "n8n" does not exist' },
			'again',
		],
		[
			'a 200 without the acknowledgement of this node',
			{ status: 200, body: { message: 'The job has finished' } },
			'again',
		],
		['status 502 of a proxy that cannot reach n8n', { status: 502, body: '<html>' }, 'again'],
		['too many requests', { status: 429 }, 'again'],
		['too large headers', { status: 431 }, 'again'],
		[
			'n8n that starts: 404 in HTML',
			{ status: 404, body: '<!DOCTYPE html><pre>Cannot POST' },
			'again',
		],
		[
			'the 404 page of a proxy',
			{ status: 404, body: '<html><p>This page does not exist' },
			'again',
		],
		[
			'n8n that starts: status 200 with a text that says so',
			{ body: 'n8n is starting up. Please wait' },
			'again',
		],
		['an empty 200', {}, 'again'],
		['a connection that breaks off before an answer', { fate: 'break' }, 'again'],
		[
			'an execution that is already running',
			{ status: 409, body: { message: 'The execution "1" is running already.' } },
			'again',
		],
		['an unknown webhook', { status: 404, body: { code: 404, message: 'not registered' } }, 'gone'],
		[
			'an execution that is over',
			{ status: 409, body: { message: 'The execution "1" has finished already.' } },
			'gone',
		],
		[
			'an execution that was deleted',
			{ status: 404, body: { message: 'The execution "1" does not exist.' } },
			'gone',
		],
		['a wait that is over', { body: acknowledge('gone') }, 'gone'],
		['status 200 with an HTML page', { body: '<!DOCTYPE html><html>' }, 'gone'],
		['a refused token', { status: 403, body: { message: 'Authorization' } }, 'declined'],
		['a redirect', { status: 302 }, 'declined'],
	])(
		'to a workflow is sent again only if the answer may be temporary: %s',
		async (_what, answer, reply) => {
			for (const kind of ['trigger', 'wait'] as const) {
				expect(await send(workflow(kind), [answer])).toEqual([reply]);
				expect(receiver.all.splice(0)).toHaveLength(reply === 'again' ? 3 : 1);
				silentSince.delete(receiver.url);
			}
		},
	);

	it.each<[string, Answer, string]>([
		['a server that is down', { status: 503 }, 'again'],
		['a redirect, as the server itself', { status: 301 }, 'again'],
		...[400, 401, 403, 404, 422].map((status): [string, Answer, string] => [
			`${status}, which is final for the server, too`,
			{ status },
			'declined',
		]),
		['a 2xx status other than 200', { status: 204 }, 'taken'],
	])(
		'to another application is repeated by the server, unless it was accepted or refused for good: %s',
		async (_what, answer, reply) => {
			expect(await send(foreign(), [answer])).toEqual([reply]);
		},
	);

	it("to a workflow's address where nothing listens must come again", async () => {
		const subscriber = workflow();
		await receiver.close();
		expect(await forwardTo([subscriber], { pausesMs: [1] })).toEqual(['again']);
		receiver = await Receiver.start();
	});

	it.each([
		['no answer', 'hang'],
		['an answer that comes byte by byte', 'drip'],
	] as const)(
		'to a workflow that never completes its answer must come again: %s',
		async (_what, fate) => {
			receiver.answers = [{ fate }];
			shortenLimits(500);
			expect(await forwardTo([workflow()], { pausesMs: [1] })).toEqual(['again']);
			expect(receiver.all).toHaveLength(2);
			jest.restoreAllMocks();
		},
	);

	it('is held back from an execution that is still sending its question, and delivered after that', async () => {
		const wait = trigger(1, { kind: 'wait', url: `${receiver.url}#asking` });
		receiver.answers = [taken];
		let asked = () => {};
		const asking = replyQueue.whileAsking(wait.url, async () => {
			await new Promise<void>((resolve) => (asked = resolve));
		});
		expect(await forwardTo([wait], { deadline: Date.now() + 50 })).toEqual(['again']);
		expect(receiver.all).toHaveLength(0);
		silentSince.delete(wait.url);
		const later = forwardTo([wait], {});
		asked();
		await asking;
		expect(await later).toEqual(['taken']);
		expect(receiver.all).toHaveLength(1);
	});

	it('is offered to no other execution if one did not answer, because that one may have taken it', async () => {
		receiver.answers = [{ fate: 'break' }, { status: 404, body: { message: 'does not exist' } }];
		const waits = ['a', 'b'].map((name) =>
			trigger(1, { kind: 'wait', url: `${receiver.url}#${name}` }),
		);
		const message = { ...delivery, id: 'event' };
		const offered = await replyQueue.offer(message, waits, async (wait, turn) => {
			const options = { key: KEY, pausesMs: [1], turn };
			return await sendToSubscriber(context, wait, message, options);
		});
		expect(offered).toEqual({ reply: 'taken', endedUrls: [] });
		expect(receiver.all).toHaveLength(2);
	});

	it('to a test execution in the editor that answers 500 is not sent again, not even by the server', async () => {
		expect(await send(workflow('test'), [{ status: 500 }])).toEqual(['declined']);
		expect(receiver.all).toHaveLength(1);
	});

	it('to a workflow is sent again after an answer with status 404 and an HTML page, and then accepted', async () => {
		const replies = await send(workflow(), [{ status: 404, body: '<html>' }, taken]);
		expect(replies).toEqual(['taken']);
	});

	it('to a workflow that failed on the event before is sent only once, until the workflow accepts one', async () => {
		await send(workflow(), [{ status: 500 }]);
		receiver.all.length = 0;
		expect(await send(workflow(), [{ status: 500 }])).toEqual(['again']);
		expect(receiver.all).toHaveLength(1);
		await send(workflow(), [taken]);
		expect(silentSince.has(receiver.url)).toBe(false);
	});

	it('to a workflow that has failed for half an hour is given up and the workflow removed; another application stays', async () => {
		silentSince.set(receiver.url, Date.now() - 31 * 60_000);
		expect(await send(workflow(), [{ status: 500 }])).toEqual(['gone']);
		silentSince.set(receiver.url, Date.now() - 31 * 60_000);
		expect(await send(foreign(), [{ status: 500 }])).toEqual(['declined']);
	});

	it.each([
		['half an hour', 0.5, 'declined'],
		['a day', 24, 'gone'],
	])(
		'is sent once to a waiting execution that has failed for %s; the execution is removed only after a day',
		async (_time, hours, reply) => {
			silentSince.set(receiver.url, Date.now() - hours * 3_600_000);
			expect(await send(workflow('wait'), [{ status: 500 }])).toEqual([reply]);
			expect(receiver.all).toHaveLength(1);
		},
	);

	it('reaches all other workflows on the list even if one of them answers with an error', async () => {
		const others = await Promise.all(
			Array.from({ length: 30 }, async () => await Receiver.start()),
		);
		for (const other of others) other.answers = [taken];
		receiver.answers = [{ status: 500 }];
		const targets = [receiver, ...others].map(({ url }) => trigger(1, { url }));
		const replies = await forwardTo(targets, { pausesMs: [5] });
		expect(replies).toEqual(['again', ...others.map(() => 'taken')]);
		await Promise.all(others.map(async (other) => await other.close()));
	});

	it('instead of an event, a probe request finds out whether a workflow is gone, out of reach or alive', async () => {
		const probed = async (answer: Answer) => {
			receiver.answers = [answer];
			return await probe(context, workflow(), { key: KEY, instance: 'demo' });
		};
		expect(await probed({ status: 404, body: { code: 404 } })).toBe('gone');
		expect(await probed({ fate: 'break' })).toBe('again');
		expect(await probed(taken)).toBe('taken');
		expect(JSON.parse(receiver.all[0].body)).toMatchObject({
			event: 'evolution-hub.probe',
			instance: 'demo',
		});
	});
});

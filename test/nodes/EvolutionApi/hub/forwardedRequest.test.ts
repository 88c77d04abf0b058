import '../../../../dev/engine/engine';

import { httpRequest } from 'n8n-core/dist/execution-engine/node-execution-context/utils/request-helper-functions';

import { acknowledge } from '../../../../nodes/EvolutionApi/hub/subscribers';
import { forward, forwardedRequestFor } from '../../../../nodes/EvolutionApi/hub/forward';
import type { ForeignSubscriber, Subscriber } from '../../../../nodes/EvolutionApi/hub/list';
import { bearer, tokenProblem } from '../../../../nodes/EvolutionApi/hub/token';
import { deliveryNames, deliveryOf } from '../../../support/facts';
import { body, deliveryWith, KEY } from './support/passedOn';
import { Receiver } from './support/receiver';
import { trigger } from './support/server';

const delivery = deliveryWith({ authorization: bearer(KEY, Date.now()) });
describe('the request that forwards an event from one workflow', () => {
	let receiver: Receiver;
	beforeEach(async () => {
		receiver = await Receiver.start();
		receiver.answers = [{ body: acknowledge('taken') }];
	});
	afterEach(async () => await receiver.close());

	const send = async (subscriber: Subscriber) => {
		const options = { key: KEY, pausesMs: [] };
		await forward({ helpers: { httpRequest } }, delivery, [subscriber], options);
	};

	it('to another has the body as the server sent it, our signature and a mark that it was forwarded', async () => {
		await send(trigger(1, { url: receiver.url }));
		const [{ body: text, headers }] = receiver.all;
		expect(text).toBe(String(delivery.raw));
		expect(tokenProblem(headers.authorization, KEY, Date.now())).toBeUndefined();
		expect(headers).toMatchObject({
			'x-evolution-hub-passed': '1',
			'content-type': 'application/json',
		});
		expect(JSON.stringify(headers)).not.toContain(`"${KEY}"`);
	});

	const foreign = (headers: Record<string, string>): Subscriber => ({
		kind: 'foreign',
		url: receiver.url,
		enabled: true,
		events: ['MESSAGES_UPSERT'],
		headers,
		byEvents: true,
		base64: false,
	});

	it('to another application looks as if the server had sent it', async () => {
		await send(foreign({ jwt_key: 'theirs', 'X-Custom': 'abc' }));
		const [{ body: text, headers, path }] = receiver.all;
		expect(text).toBe(JSON.stringify({ ...body, destination: receiver.url }));
		expect(path).toBe('/webhook/x/messages-upsert');
		expect(tokenProblem(headers.authorization, 'theirs', Date.now())).toBeUndefined();
		expect(headers['x-custom']).toBe('abc');
		expect(headers).not.toHaveProperty('x-evolution-hub-passed');
		expect(headers).not.toHaveProperty('jwt_key');
	});

	it('to another application without a key has no signature', async () => {
		await send(foreign({ 'X-Custom': 'abc' }));
		const names = Object.keys(receiver.all[0].headers);
		expect(names).toContain('x-custom');
		expect(names.filter((name) => /key|hub|auth/.test(name))).toEqual([]);
	});
});

describe('another application that shares the webhook receives the same request as from the server', () => {
	it('when a workflow gets the events from the server and forwards them', () => {
		expect(deliveryNames.length).toBeGreaterThan(60);
		for (const name of deliveryNames) {
			const { body, headers } = deliveryOf(name);
			const foreign: ForeignSubscriber = {
				kind: 'foreign',
				url: String(body.destination),
				enabled: true,
				events: [],
				headers: { 'x-custom': 'abc' },
				byEvents: false,
				base64: true,
			};
			const raw = JSON.stringify({ ...body, destination: 'https://n8n.example/webhook/1' });
			const kind = 'evolutionApi' as const;
			const delivery = { kind, raw, headers, event: String(body.event), chats: [] };
			const request = forwardedRequestFor(foreign, delivery, { key: 'key' }, 0);
			expect([name, String(request.body)]).toEqual([name, JSON.stringify(body)]);
			expect(request.headers).toMatchObject({
				'content-type': headers['content-type'],
				'user-agent': headers['user-agent'],
				accept: headers.accept,
				'x-custom': 'abc',
			});
		}
	});
});

import '../../../../../dev/engine/engine';

import { httpRequest } from 'n8n-core/dist/execution-engine/node-execution-context/utils/request-helper-functions';

import {
	ACKNOWLEDGEMENT,
	forward,
	ReplyQueue,
	type Delivery,
	type Subscriber,
} from '../../../../../nodes/EvolutionApi/trigger/hub';
import { tokenProblem } from '../../../../../nodes/EvolutionApi/trigger/hub/jwt';
import { Receiver } from './support/receiver';
import { trigger } from './support/server';

const KEY = 'key';
const body = {
	...{ event: 'messages.upsert', data: { message: { conversation: 'é 🙂' } } },
	destination: 'http://owner',
};
const delivery: Delivery = {
	raw: Buffer.from(JSON.stringify(body)),
	...{ event: 'messages.upsert', chats: [], headers: { 'content-type': 'application/json' } },
};

describe('an event that is passed on', () => {
	let receiver: Receiver;
	beforeEach(async () => {
		receiver = await Receiver.start();
		receiver.answers = [{ body: ACKNOWLEDGEMENT }];
	});
	afterEach(async () => await receiver.close());

	const send = async (subscriber: Subscriber) => {
		const options = { key: KEY, health: new Map(), queue: new ReplyQueue(), pausesMs: [] };
		await forward({ helpers: { httpRequest } }, delivery, [subscriber], options);
	};

	it('comes to a workflow as it came, signed and marked', async () => {
		await send(trigger(1, { url: receiver.url }));
		const [{ body: text, headers }] = receiver.all;
		expect(text).toBe(String(delivery.raw));
		expect(tokenProblem(headers.authorization, KEY, Date.now())).toBeUndefined();
		expect(headers).toMatchObject({
			'x-evolution-hub-passed': '1',
			'content-type': 'application/json',
		});
	});

	it('comes to a foreign webhook as from the server', async () => {
		const own = { jwt_key: 'theirs', 'X-Custom': 'abc' };
		await send({
			...{ kind: 'foreign', url: receiver.url, enabled: true, events: ['MESSAGES_UPSERT'] },
			...{ headers: own, byEvents: true, base64: false },
		});
		const [{ body: text, headers, path }] = receiver.all;
		expect(text).toBe(JSON.stringify({ ...body, destination: receiver.url }));
		expect(path).toBe('/webhook/x/messages-upsert');
		expect(tokenProblem(headers.authorization, 'theirs', Date.now())).toBeUndefined();
		expect(headers['x-custom']).toBe('abc');
		expect(headers).not.toHaveProperty('x-evolution-hub-passed');
	});
});

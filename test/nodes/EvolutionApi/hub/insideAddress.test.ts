import '../../../../dev/engine/engine';

import { httpRequest } from 'n8n-core/dist/execution-engine/node-execution-context/utils/request-helper-functions';

import { probe } from '../../../../nodes/EvolutionApi/hub/ask';
import { forward } from '../../../../nodes/EvolutionApi/hub/forward';
import { noteCalled } from '../../../../nodes/EvolutionApi/hub/insideAddress';
import { offerToWaits } from '../../../../nodes/EvolutionApi/trigger/inbox/offerEvent';
import { acknowledge } from '../../../../nodes/EvolutionApi/hub/subscribers';
import { deliveryWith, KEY } from './support/passedOn';
import { Receiver } from './support/receiver';
import { trigger } from './support/server';

// n8n does not get through to its own public address, and a call of a webhook has shown on which socket it listens.

const context = { helpers: { httpRequest } };
const OUTSIDE = 'http://127.0.0.1:1/n8n';

let inside: Receiver;

beforeEach(async () => {
	inside = await Receiver.start();
	const localPort = Number(new URL(inside.url).port);
	noteCalled(
		{
			getMode: () => 'webhook',
			getRequestObject: () =>
				({ socket: { localAddress: '::ffff:127.0.0.1', localPort } }) as never,
		},
		() => OUTSIDE,
	);
});
afterEach(async () => await inside.close());

/** What was said of an execution outlives a test. */
let execution = 0;
beforeEach(() => void execution++);

const wait = (base = OUTSIDE) =>
	trigger(1, {
		kind: 'wait',
		url: `${base}/webhook-waiting/${execution}/node?signature=x#mark${execution}`,
	});

const options = { key: KEY, pausesMs: [] };

const offer = async (subscriber = wait()) =>
	await offerToWaits(context, deliveryWith({}), [subscriber], options);

it('an answer continues its execution all the same', async () => {
	inside.answers = [{ body: acknowledge('taken') }];
	expect((await offer()).whose).toBe('question');
	expect(inside.all.map(({ path }) => path)).toEqual([
		`/webhook-waiting/${execution}/node?signature=x`,
	]);
	// n8n signs the address with its host.
	expect(inside.all[0]?.headers.host).toBe('127.0.0.1:1');
});

it('an execution that is over holds up nothing', async () => {
	inside.answers = [
		{ status: 409, body: { code: 409, message: 'The execution "7" has finished' } },
	];
	expect(await offer()).toEqual({ whose: 'workflows', gone: [wait().url] });
});

it('a test session gets its event', async () => {
	inside.answers = [{ body: acknowledge('taken') }];
	const session = trigger(1, { kind: 'test', url: `${OUTSIDE}/webhook-test/1/webhook` });
	const { forwarded } = await forward(context, deliveryWith({}), [session], options);
	expect(forwarded).toMatchObject([{ outcome: 'taken' }]);
});

it('an address that n8n reaches itself is called there, and nowhere else', async () => {
	const outside = await Receiver.start();
	const { origin, port } = new URL(inside.url);
	noteCalled(
		{
			getMode: () => 'manual',
			getRequestObject: () =>
				({ socket: { localAddress: '127.0.0.1', localPort: Number(port) } }) as never,
		},
		() => new URL(outside.url).origin,
	);
	outside.answers = [{ body: acknowledge('taken') }];
	expect(origin).not.toBe(new URL(outside.url).origin);
	expect((await offer(wait(new URL(outside.url).origin))).whose).toBe('question');
	expect([outside.all.length, inside.all.length]).toEqual([1, 0]);
	await outside.close();
});

it('what belongs to another address of n8n does not go there', async () => {
	inside.answers = [{ body: acknowledge('taken') }];
	const { whose } = await offer(wait('http://127.0.0.1:1/another'));
	expect([whose, inside.all]).toEqual(['undecided', []]);
});

it('a page in the place of n8n is not taken for its answer', async () => {
	inside.answers = [{ status: 404, body: '<!doctype html>', type: 'text/html' }];
	expect((await offer()).gone).toEqual([]);
});

it('whoever asks what stands at the address itself is not told of the socket', async () => {
	inside.answers = [{ body: acknowledge('taken') }];
	const question = { key: KEY, instance: 'demo' };
	const workflow = trigger(1, { url: `${OUTSIDE}/webhook/1/webhook` });
	await expect(probe(context, workflow, { ...question, isDirect: true })).resolves.toBe('mayHeal');
	await expect(probe(context, workflow, question)).resolves.toBe('taken');
});

import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import type { Connection, Target } from '../../../../nodes/EvolutionApi/server/adapter';
import type { WebhookApi } from '../../../../nodes/EvolutionApi/hub/changes';
import type { TriggerSettings } from '../../../../nodes/EvolutionApi/trigger/settings/triggerSettings';
import { deliveryWith, KEY } from './support/passedOn';
import { trigger } from './support/server';

// Simulates an n8n that runs for months, in which many instances, tokens and waiting executions come and go.

const MANY = 10_000;
const MOST = 5_000;

/** All maps and sets that were created since our modules were loaded. There is no other way to find the modules' private ones. */
const kept: Array<{ readonly made: { readonly size: number }; readonly madeIn?: string }> = [];

const recorded = <Kind extends MapConstructor | SetConstructor>(kind: Kind): Kind =>
	new Proxy(kind, {
		construct(target, values, subclass) {
			const made = Reflect.construct(target, values, subclass) as Map<unknown, unknown>;
			const madeIn = new Error().stack?.split('\n').find((line) => FILE_OF_OURS.test(line));
			kept.push({ made, madeIn });
			return made;
		},
	});

async function recording<Made>(make: () => Made | Promise<Made>): Promise<Made> {
	const plain = [Map, Set] as const;
	[globalThis.Map, globalThis.Set] = [recorded(Map), recorded(Set)];
	try {
		return await make();
	} finally {
		[globalThis.Map, globalThis.Set] = plain;
	}
}
const FILE_OF_OURS = /(?<!test)\/nodes\/EvolutionApi\//;

const load = async () => ({
	...(await import('../../../../nodes/EvolutionApi/hub/forward')),
	...(await import('../../../../nodes/EvolutionApi/hub/list')),
	...(await import('../../../../nodes/EvolutionApi/hub/waits')),
	...(await import('../../../../nodes/EvolutionApi/hub/changes')),
	...(await import('../../../../nodes/EvolutionApi/server/evolutionGo')),
	...(await import('../../../../nodes/EvolutionApi/trigger/channel/authenticate')),
	...(await import('../../../../nodes/EvolutionApi/trigger/active/activeTriggers')),
});
let loaded: Awaited<ReturnType<typeof load>>;
beforeAll(async () => (loaded = await recording(load)));

const tooLarge = () => kept.filter(({ made }) => made.size > MOST).map(({ madeIn }) => madeIn);
const each = async (does: (number: number) => unknown) => {
	for (let number = 0; number < MANY; number++) await does(number);
};
const signal = { name: 'not reached' };
const context = { helpers: { httpRequest: async () => await Promise.reject(signal) } };
const wait = (number: number) =>
	trigger(number, { kind: 'wait', url: `http://n8n/${number}#${number}` });

it('what is remembered of workflows and executions that are out of reach, of questions and of lists does not grow without end', async () => {
	const { forward, sendToSubscriber, decodeListCached, replyQueue, HubChanges } = loaded;
	const delivery = deliveryWith({});
	const options = { key: KEY, pausesMs: [] };
	const changes = await recording(() => new HubChanges());
	const away = { find: async () => ({ failure: { message: 'away', description: '' } }) };
	await each(async (number) => {
		await forward(context, delivery, [trigger(number)], options);
		const message = { ...delivery, id: `message ${number}` };
		await replyQueue.offer(
			message,
			[wait(number)],
			async (one, turn) => await sendToSubscriber(context, one, message, { ...options, turn }),
		);
		replyQueue.noteForQuestion(`answer ${number}`, String(number));
		replyQueue.claim(`claim ${number}`, String(number));
		await replyQueue.whileAsking(wait(number).url, async () => undefined);
		await decodeListCached(`1.${number}.list`, KEY);
		await changes
			.change(`instance ${number}`, away as unknown as WebhookApi, [])
			.catch(() => undefined);
	});
	await new Promise((resolve) => setTimeout(resolve, 1_000));
	expect(kept.length).toBeGreaterThan(5);
	expect(tooLarge()).toEqual([]);
}, 120_000);

it('what is remembered of tokens of Evolution Go does not grow without end', async () => {
	const { evolutionGo } = loaded;
	await each((number) => {
		const connection = { baseUrl: 'http://go', apiKey: `token ${number}` } as Connection;
		evolutionGo.webhook.unread?.({ context: {}, connection } as Target)?.replace();
	});
	expect(tooLarge()).toEqual([]);
});

it('what a process remembers of 10,000 triggers, from their calls alone, it forgets', async () => {
	const { authenticate, forgetInactiveOwners, makeTriggerId } = loaded;
	const settings = { options: { connection: { method: 'webhook' } } } as TriggerSettings;
	const call = (number: number): IWebhookFunctions =>
		Object.assign({} as IWebhookFunctions, {
			getHeaderData: (): IDataObject => ({ authorization: 'Bearer a.b.c' }),
			getMode: () => 'webhook',
			getQueryData: () => ({}),
			getBodyData: () => ({}),
			getWorkflow: () => ({ id: 'one' }),
			getNode: () => ({ id: `node ${number}`, typeVersion: 1 }),
			getNodeParameter: () => 'globalKey',
			getCredentials: async () => await Promise.reject(new Error('no credential')),
			logger: { warn: () => undefined },
		});
	await each(async (number) => {
		makeTriggerId(`one/node ${number}`);
		await authenticate(call(number), settings, undefined, 'demo');
	});
	expect(tooLarge()).not.toEqual([]);
	for (const hours of [1, 3]) {
		jest.spyOn(Date, 'now').mockReturnValue(Date.now() + hours * 3_600_000);
		forgetInactiveOwners();
		jest.restoreAllMocks();
	}
	expect(tooLarge()).toEqual([]);
});

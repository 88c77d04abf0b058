import { setTimeout as sleep } from 'node:timers/promises';

import { sign } from 'jsonwebtoken';
import type { IDataObject, ITriggerFunctions, IWebhookFunctions } from 'n8n-workflow';

import type { Connection, Target } from '../../../../../nodes/EvolutionApi/server/adapter';
import { evolutionGo } from '../../../../../nodes/EvolutionApi/server/evolutionGo';
import * as hubChanges from '../../../../../nodes/EvolutionApi/hub/changes';
import {
	ActiveTrigger,
	type Channel,
} from '../../../../../nodes/EvolutionApi/trigger/active/activeTrigger';
import { authenticate } from '../../../../../nodes/EvolutionApi/trigger/channel/authenticate';
import {
	getAuthentication,
	readServer,
	type TriggerSettings,
} from '../../../../../nodes/EvolutionApi/trigger/settings/triggerSettings';

jest.mock('../../../../../nodes/EvolutionApi/hub/changes');
jest.mock('../../../../../nodes/EvolutionApi/trigger/channel/catchUp');
jest.mock('../../../../../nodes/EvolutionApi/trigger/channel/repairRegistration', () => ({
	...jest.requireActual<object>(
		'../../../../../nodes/EvolutionApi/trigger/channel/repairRegistration',
	),
	repairSoon: jest.fn(),
}));
jest.mock('../../../../../nodes/EvolutionApi/trigger/settings/triggerSettings');

const readKey = jest.mocked(hubChanges.readKey);
const settings = { options: { connection: { method: 'webhook' } } } as TriggerSettings;

function alive(key?: string, connection = {} as Connection): ActiveTrigger {
	const start = {
		nodeId: 'one/node',
		instanceId: 'instance',
		context: {} as ITriggerFunctions,
		settings,
		connection,
		instance: 'demo',
		channel: {} as Channel,
		wasDown: false,
	};
	const none = () => undefined;
	return Object.assign(new ActiveTrigger(start, none, none), { key });
}

async function come(node: string, key: string, entry = alive()) {
	const token = sign({ app: 'evolution', action: 'webhook' }, key, { expiresIn: 600 });
	return await comeWith(node, { authorization: `Bearer ${token}` }, entry);
}

const comeBare = async (node: string, key: string, entry = alive()) =>
	await comeWith(node, { jwt_key: key }, entry);

async function comeWith(
	node: string,
	headers: IDataObject,
	entry?: ActiveTrigger,
	instanceToken = 'token',
) {
	const context = Object.assign({} as IWebhookFunctions, {
		getHeaderData: () => headers,
		getMode: () => 'webhook',
		getQueryData: () => ({}),
		getBodyData: () => ({ instanceToken }),
		getWorkflow: () => ({ id: 'one' }),
		getNode: () => ({ id: node }),
		logger: { warn: () => undefined },
	});
	return await authenticate(context, settings, entry);
}

beforeEach(() => {
	readKey.mockReset();
	jest.mocked(getAuthentication).mockReturnValue('globalKey');
});

it('webhook signature: a wrong one is refused with 401, and the server is asked for the key only once in a while', async () => {
	readKey.mockResolvedValue('ours');
	expect(await come('a', 'forged')).toMatchObject({ status: 401 });
	expect(await come('a', 'forged')).toMatchObject({ status: 503 });
	expect(readKey).toHaveBeenCalledTimes(1);
	expect(await come('a', 'ours', alive('ours'))).toEqual({ key: 'ours' });
});

it('webhook signature: an event right after an activation is accepted, even if the key was replaced just before', async () => {
	readKey.mockResolvedValueOnce('first');
	expect(await come('b', 'first')).toEqual({ key: 'first' });
	readKey.mockResolvedValueOnce('second');
	expect(await come('b', 'second', alive('first'))).toEqual({ key: 'second' });
});

it('webhook signature: nothing is refused with 401 while the key is unknown', async () => {
	readKey.mockRejectedValue(new Error('away'));
	expect(await come('c', 'ours')).toMatchObject({ status: 503 });
});

it('webhook signature: while the server is away, forged events make n8n ask for the key only once in a while', async () => {
	readKey.mockRejectedValue(new Error('away'));
	for (let count = 0; count < 3; count++) {
		expect(await come('d', 'forged')).toMatchObject({ status: 503 });
	}
	expect(readKey).toHaveBeenCalledTimes(1);
});

it('webhook signature: many forged events at the same time make n8n ask the server for the key only once', async () => {
	readKey.mockResolvedValue('ours');
	const forged = Array.from({ length: 20 }, async () => await come('e', 'forged'));
	const [first, ...others] = await Promise.all(forged);
	expect(first).toMatchObject({ status: 401 });
	// The key may have changed after n8n asked for the key, so the server must deliver these events again.
	for (const other of others) expect(other).toMatchObject({ status: 503 });
	expect(readKey).toHaveBeenCalledTimes(1);
});

it('webhook signature: genuine events that come together while the key is read are all accepted', async () => {
	readKey.mockResolvedValue('ours');
	const forged = come('f', 'forged');
	const genuine = Array.from({ length: 3 }, async () => await come('f', 'ours'));
	expect(await Promise.all(genuine)).toEqual(genuine.map(() => ({ key: 'ours' })));
	expect(await forged).toMatchObject({ status: 401 });
	expect(readKey).toHaveBeenCalledTimes(1);
});

it('webhook signature: while forged events wait for the key, only a few do so, and genuine ones are not held up', async () => {
	let answer: (key: string) => void = () => {};
	readKey.mockReturnValue(new Promise((resolve) => (answer = resolve)));
	const statuses: unknown[] = [];
	const forged = Array.from({ length: 60 }, async () => {
		const told = await come('g', 'forged', alive('ours'));
		statuses.push('status' in told ? told.status : 200);
	});
	await Promise.race([Promise.all(forged), sleep(50)]);
	expect(statuses).toEqual(Array<number>(55).fill(503));
	expect(await come('g', 'ours', alive('ours'))).toEqual({ key: 'ours' });
	answer('ours');
	await Promise.all(forged);
	expect(readKey).toHaveBeenCalledTimes(1);
});

describe('a delivery with the key itself in place of a signature', () => {
	it('is refused with 401 where the server signs, also if the key is right', async () => {
		const refusal = { status: 401, refusal: 'missing', mayHaveChanged: true };
		expect(await comeBare('g', 'ours', alive('ours'))).toEqual(refusal);
		expect(readKey).not.toHaveBeenCalled();
	});

	describe('in the webhook URL of Evolution Go', () => {
		const go = (key?: string) => alive(key, { authentication: 'evolutionGo' } as Connection);
		beforeEach(() => jest.mocked(getAuthentication).mockReturnValue('evolutionGo'));

		it('while forged ones with the right key and other secrets wait for the server, only a few do so, and genuine ones are not held up', async () => {
			let answer = () => {};
			const asked = new Promise<void>((resolve) => (answer = resolve));
			const isRight = async (_target: Target, named: string) => {
				if (named !== 'token') await asked;
				return named === 'token';
			};
			const server = {
				...evolutionGo,
				webhook: { ...evolutionGo.webhook, secret: { in: () => null, isRight } },
			};
			const connection: Partial<Connection> = { server, authentication: 'evolutionGo' };
			const entry = alive('ours', connection as Connection);
			expect(await comeWith('l', { jwt_key: 'ours' }, entry)).toEqual({ key: 'ours' });
			const statuses: unknown[] = [];
			const forged = Array.from({ length: 60 }, async (_each, index) => {
				const told = await comeWith('l', { jwt_key: 'ours' }, entry, `guess ${index}`);
				statuses.push('status' in told ? told.status : 200);
			});
			await Promise.race([Promise.all(forged), sleep(50)]);
			expect(statuses).toEqual(Array<number>(55).fill(503));
			expect(await comeWith('l', { jwt_key: 'ours' }, entry)).toEqual({ key: 'ours' });
			answer();
			await Promise.all(forged);
			expect(statuses.slice(55)).toEqual(Array<number>(5).fill(401));
		});

		it('is accepted if the server confirms the key, for which it is asked only once', async () => {
			readKey.mockResolvedValue('ours');
			const entry = go('former');
			expect(await comeBare('h', 'ours', entry)).toEqual({ key: 'ours' });
			expect(await comeBare('h', 'ours', entry)).toEqual({ key: 'ours' });
			expect(readKey).toHaveBeenCalledTimes(1);
		});

		it('is refused with 503, to be delivered again, while the server cannot be asked for the key', async () => {
			readKey.mockRejectedValue(new Error('away'));
			expect(await comeBare('i', 'ours', go())).toMatchObject({ status: 503 });
		});

		it('is refused with 503, to be delivered again, if its key is empty while another application has the webhook', async () => {
			readKey.mockResolvedValue(undefined);
			expect(await comeBare('j', '', go())).toMatchObject({ status: 503, mayHaveChanged: true });
			expect(await comeBare('k', '', go(''))).toMatchObject({ status: 503, mayHaveChanged: true });
		});
	});
});

describe.each([
	['that runs the trigger', () => alive()],
	['that only receives webhooks', () => undefined],
])('webhook signature: in a process %s', (where, entryOf) => {
	beforeEach(() => {
		const target = { connection: {} as Connection, instance: 'demo' };
		jest.mocked(readServer).mockResolvedValue(target);
	});
	afterEach(() => jest.restoreAllMocks());

	it('a genuine delivery after a forged one is accepted, and the server is asked for the key only once', async () => {
		readKey.mockResolvedValue('ours');
		const [entry, node] = [entryOf(), `${where}, forged`];
		const forged = { authorization: `Bearer ${sign({}, 'forged')}` };
		const genuine = { authorization: `Bearer ${sign({}, 'ours', { expiresIn: 600 })}` };
		expect(await comeWith(node, forged, entry)).toMatchObject({ status: 401 });
		expect(await comeWith(node, genuine, entry)).toEqual({ key: 'ours' });
		expect(readKey).toHaveBeenCalledTimes(1);
	});
});

import { sign } from 'jsonwebtoken';
import type { IWebhookFunctions } from 'n8n-workflow';

import * as instanceHub from '../../../../../nodes/EvolutionApi/trigger/instanceHub';
import { authenticate } from '../../../../../nodes/EvolutionApi/trigger/node/authenticate';
import type { Living } from '../../../../../nodes/EvolutionApi/trigger/node/living';
import type { TriggerSettings } from '../../../../../nodes/EvolutionApi/trigger/node/settings';

jest.mock('../../../../../nodes/EvolutionApi/trigger/instanceHub');

const read = jest.mocked(instanceHub.read);
const settings = { isShared: true } as TriggerSettings;
const alive = (key?: string) => ({ context: {}, connection: {}, instance: 'demo', key }) as Living;

/** A delivery that is signed with that key, at the node of that number. */
async function come(node: string, key: string, entry = alive()) {
	const token = sign({ app: 'evolution', action: 'webhook' }, key, { expiresIn: 600 });
	const context = Object.assign({} as IWebhookFunctions, {
		getHeaderData: () => ({ authorization: `Bearer ${token}` }),
		getWorkflow: () => ({ id: 'one' }),
		getNode: () => ({ id: node }),
		logger: { warn: () => undefined },
	});
	return await authenticate(context, settings, entry, {});
}

beforeEach(() => read.mockReset());

it('a wrong signature is refused for good, and asked about at the server once in a while', async () => {
	read.mockResolvedValue({ key: 'ours', subscribers: [] });
	expect(await come('a', 'forged')).toMatchObject({ status: 401 });
	expect(await come('a', 'forged')).toMatchObject({ status: 503 });
	expect(read).toHaveBeenCalledTimes(1);
	expect(await come('a', 'ours', alive('ours'))).toEqual({ key: 'ours' });
});

it('an event right after an activation is taken, also if the key was new a moment before, too', async () => {
	read.mockResolvedValueOnce({ key: 'first', subscribers: [] });
	expect(await come('b', 'first')).toEqual({ key: 'first' });
	read.mockResolvedValueOnce({ key: 'second', subscribers: [] });
	expect(await come('b', 'second', alive('first'))).toEqual({ key: 'second' });
});

it('nothing is refused for good while the key cannot be known', async () => {
	read.mockRejectedValue(new Error('away'));
	expect(await come('c', 'ours')).toMatchObject({ status: 503 });
});

it('while the server is away it is asked once in a while, however many forged events come', async () => {
	read.mockRejectedValue(new Error('away'));
	for (let count = 0; count < 3; count++) {
		expect(await come('d', 'forged')).toMatchObject({ status: 503 });
	}
	expect(read).toHaveBeenCalledTimes(1);
});

it('of many forged events at once one asks the server', async () => {
	read.mockResolvedValue({ key: 'ours', subscribers: [] });
	const forged = Array.from({ length: 20 }, async () => await come('e', 'forged'));
	const [first, ...others] = await Promise.all(forged);
	expect(first).toMatchObject({ status: 401 });
	// The key may have become another one while it was read for the first.
	for (const other of others) expect(other).toMatchObject({ status: 503 });
	expect(read).toHaveBeenCalledTimes(1);
});

it('genuine events that come together while the key is read are all taken', async () => {
	read.mockResolvedValue({ key: 'ours', subscribers: [] });
	const forged = come('f', 'forged');
	const genuine = Array.from({ length: 3 }, async () => await come('f', 'ours'));
	expect(await Promise.all(genuine)).toEqual(genuine.map(() => ({ key: 'ours' })));
	expect(await forged).toMatchObject({ status: 401 });
	expect(read).toHaveBeenCalledTimes(1);
});

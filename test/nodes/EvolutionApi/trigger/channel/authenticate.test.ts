import { sign } from 'jsonwebtoken';
import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import type { Connection } from '../../../../../nodes/EvolutionApi/core/http/connection';
import * as instanceHub from '../../../../../nodes/EvolutionApi/hub/instanceHub';
import type { ActiveTrigger } from '../../../../../nodes/EvolutionApi/trigger/active/activeTrigger';
import { authenticate } from '../../../../../nodes/EvolutionApi/trigger/channel/authenticate';
import {
	authenticationOf,
	readServer,
	type TriggerSettings,
} from '../../../../../nodes/EvolutionApi/trigger/settings/triggerSettings';

jest.mock('../../../../../nodes/EvolutionApi/hub/instanceHub');
jest.mock('../../../../../nodes/EvolutionApi/trigger/missed/catchUp');
jest.mock('../../../../../nodes/EvolutionApi/trigger/settings/triggerSettings');

const readSecret = jest.mocked(instanceHub.readSecret);
const settings = { isOnList: true } as TriggerSettings;
const alive = (key?: string) =>
	({ context: {}, connection: {}, instance: 'demo', key }) as ActiveTrigger;

/** A delivery that is signed with that key, at the node of that number. */
async function come(node: string, key: string, entry = alive()) {
	const token = sign({ app: 'evolution', action: 'webhook' }, key, { expiresIn: 600 });
	return await comeWith(node, { authorization: `Bearer ${token}` }, entry);
}

/** One with the key itself, as of a server before 2.3.0. */
const comeRaw = async (node: string, key: string, entry = alive()) =>
	await comeWith(node, { 'x-evolution-hub-key': key, jwt_key: key }, entry);

async function comeWith(node: string, headers: IDataObject, entry?: ActiveTrigger) {
	const context = Object.assign({} as IWebhookFunctions, {
		getHeaderData: () => headers,
		getMode: () => 'webhook',
		getQueryData: () => ({}),
		getWorkflow: () => ({ id: 'one' }),
		getNode: () => ({ id: node }),
		logger: { warn: () => undefined },
	});
	return await authenticate(context, settings, entry);
}

beforeEach(() => {
	readSecret.mockReset();
	jest.mocked(authenticationOf).mockReturnValue('globalKey');
});

it('a wrong signature is refused for good, and asked about at the server once in a while', async () => {
	readSecret.mockResolvedValue({ key: 'ours', isRaw: false });
	expect(await come('a', 'forged')).toMatchObject({ status: 401 });
	expect(await come('a', 'forged')).toMatchObject({ status: 503 });
	expect(readSecret).toHaveBeenCalledTimes(1);
	expect(await come('a', 'ours', alive('ours'))).toEqual({ key: 'ours' });
});

it('an event right after an activation is taken, also if the key was new a moment before, too', async () => {
	readSecret.mockResolvedValueOnce({ key: 'first', isRaw: false });
	expect(await come('b', 'first')).toEqual({ key: 'first' });
	readSecret.mockResolvedValueOnce({ key: 'second', isRaw: false });
	expect(await come('b', 'second', alive('first'))).toEqual({ key: 'second' });
});

it('nothing is refused for good while the key cannot be known', async () => {
	readSecret.mockRejectedValue(new Error('away'));
	expect(await come('c', 'ours')).toMatchObject({ status: 503 });
});

it('while the server is away it is asked once in a while, however many forged events come', async () => {
	readSecret.mockRejectedValue(new Error('away'));
	for (let count = 0; count < 3; count++) {
		expect(await come('d', 'forged')).toMatchObject({ status: 503 });
	}
	expect(readSecret).toHaveBeenCalledTimes(1);
});

it('of many forged events at once one asks the server', async () => {
	readSecret.mockResolvedValue({ key: 'ours', isRaw: false });
	const forged = Array.from({ length: 20 }, async () => await come('e', 'forged'));
	const [first, ...others] = await Promise.all(forged);
	expect(first).toMatchObject({ status: 401 });
	// The key may have become another one while it was read for the first.
	for (const other of others) expect(other).toMatchObject({ status: 503 });
	expect(readSecret).toHaveBeenCalledTimes(1);
});

it('genuine events that come together while the key is read are all taken', async () => {
	readSecret.mockResolvedValue({ key: 'ours', isRaw: false });
	const forged = come('f', 'forged');
	const genuine = Array.from({ length: 3 }, async () => await come('f', 'ours'));
	expect(await Promise.all(genuine)).toEqual(genuine.map(() => ({ key: 'ours' })));
	expect(await forged).toMatchObject({ status: 401 });
	expect(readSecret).toHaveBeenCalledTimes(1);
});

describe('the key itself', () => {
	it('is refused for good where the server signs, also if it is the right one', async () => {
		readSecret.mockResolvedValue({ key: 'ours', isRaw: false });
		const refusal = { status: 401, refusal: 'unsigned', mayHaveChanged: false };
		expect(await comeRaw('g', 'ours', alive('ours'))).toEqual(refusal);
	});

	it('is taken as soon as the server is known to be one that signs nothing', async () => {
		readSecret.mockResolvedValue({ key: 'ours', isRaw: true });
		const entry = alive('ours');
		expect(await comeRaw('h', 'ours', entry)).toEqual({ key: 'ours' });
		expect(await comeRaw('h', 'ours', entry)).toEqual({ key: 'ours' });
		expect(readSecret).toHaveBeenCalledTimes(1);
	});

	it('is not refused for good while the server cannot be asked', async () => {
		readSecret.mockRejectedValue(new Error('away'));
		expect(await comeRaw('i', 'ours')).toMatchObject({ status: 503 });
	});

	it('is not the empty one, of a webhook that is not ours at present', async () => {
		readSecret.mockResolvedValue(undefined);
		// It may be ours again in a moment: not for good.
		expect(await comeRaw('j', '')).toMatchObject({ status: 503, mayHaveChanged: true });
		const entry = Object.assign(alive(''), { isRaw: true });
		expect(await comeRaw('k', '', entry)).toMatchObject({ status: 503, mayHaveChanged: true });
	});

	beforeEach(() => {
		const target = { connection: {} as Connection, instance: 'demo' };
		jest.mocked(readServer).mockResolvedValue(target);
	});
	afterEach(() => jest.restoreAllMocks());

	describe.each([
		['where the trigger lives', () => alive()],
		['where webhooks are taken only', () => undefined],
	])('%s', (where, entryOf) => {
		const raw = { 'x-evolution-hub-key': 'ours' };
		const signed = (more: IDataObject = {}) => ({
			authorization: `Bearer ${sign({}, 'ours', { expiresIn: 600 })}`,
			...more,
		});

		it('is refused as soon as the server has signed an event, after its update', async () => {
			readSecret.mockResolvedValueOnce({ key: 'ours', isRaw: true });
			readSecret.mockResolvedValue({ key: 'ours', isRaw: false });
			const entry = entryOf();
			const tell = async (headers: IDataObject) => await comeWith(where, headers, entry);
			expect(await tell(raw)).toEqual({ key: 'ours' });
			// Others of ours sign what they pass on, whatever the server does.
			await tell(signed({ 'x-evolution-hub-passed': '1' }));
			expect(await tell(raw)).toEqual({ key: 'ours' });
			await tell(signed());
			expect(await tell(raw)).toMatchObject({ status: 401 });
		});

		it('is taken again after the server went back', async () => {
			readSecret.mockResolvedValueOnce({ key: 'ours', isRaw: false });
			readSecret.mockResolvedValue({ key: 'ours', isRaw: true });
			const entry = entryOf();
			const tell = async (headers: IDataObject) => await comeWith(`${where} again`, headers, entry);
			await tell(signed());
			expect(await tell(raw)).toEqual({ key: 'ours' });
			expect(await tell(raw)).toEqual({ key: 'ours' });
			expect(readSecret).toHaveBeenCalledTimes(2);
		});

		it('is known from then on, also if what came first was forged', async () => {
			readSecret.mockResolvedValue({ key: 'ours', isRaw: false });
			const [entry, node] = [entryOf(), `${where}, forged`];
			const forged = { authorization: `Bearer ${sign({}, 'forged')}` };
			expect(await comeWith(node, forged, entry)).toMatchObject({ status: 401 });
			expect(await comeWith(node, signed(), entry)).toEqual({ key: 'ours' });
			expect(readSecret).toHaveBeenCalledTimes(1);
		});
	});
});

import type { Failure } from '../../../../nodes/EvolutionApi/core/failures/failure';
import {
	HubChanges,
	readHub,
	HubChangeRefused,
	type HubChange,
} from '../../../../nodes/EvolutionApi/hub';
import { randomBytes } from '../../../support/random';
import { failureOf, FakeServer, trigger, urlOf } from './support/server';

const subscribe = (number: number | string, rest: object = {}): HubChange => ({
	do: 'subscribe',
	subscriber: trigger(number, rest),
});
const down: Failure = {
	message: 'No server answers',
	description: 'Start it.',
	mayHeal: true,
	nothingDone: true,
};
const refusal = (...places: number[]): Failure => ({
	message: places
		.map((place) => `webhook.events[${place}] is not one of enum values: CALL`)
		.join('; '),
	description: '',
	httpCode: 400,
});

describe('a change fails', () => {
	let server: FakeServer;
	let hubChanges: HubChanges;
	const change = (...changes: HubChange[]) => hubChanges.change('key', server.api(), changes);
	const urls = async () => (await readHub(server.api())).subscribers.map(({ url }) => url);
	beforeEach(() => {
		server = new FakeServer();
		hubChanges = new HubChanges();
	});

	it('with the cause when the server cannot be asked, and the next one is not touched by it', async () => {
		server.failures.push({ find: down });
		expect(await failureOf(change(subscribe(1)))).toEqual(down);
		expect(server.record).toBeNull();
		await change(subscribe(1));
		expect(await urls()).toEqual([urlOf(1)]);
	});

	it('with the cause when the server refuses', async () => {
		const refused = { message: 'Forbidden', description: '', httpCode: 403 };
		server.failures.push({ set: refused });
		expect(await failureOf(change(subscribe(1)))).toEqual(refused);
	});

	it('when something overwrites the webhook for ever', async () => {
		const api = server.api({
			sleep: async () =>
				server.set({
					url: 'https://other.example',
					enabled: true,
					events: ['CALL'],
					headers: {},
				}),
		});
		const { message } = await failureOf(hubChanges.change('key', api, [subscribe(1)]));
		expect(message).toBe('The webhook of the instance keeps being overwritten');
		expect((await failureOf(hubChanges.change('key', api, [subscribe(1)]))).message).toBe(message);
	});

	it('for an event that the server does not know, and for nobody else', async () => {
		server.failures.push({ set: refusal(0) });
		const bad = change(subscribe(1, { events: ['AAA_NEW'] }));
		const good = change(subscribe(2));
		expect((await failureOf(bad)).message).toBe('This server does not know the event AAA_NEW');
		await good;
		expect(await urls()).toEqual([urlOf(2)]);
	});

	it('when the list is full, for the last who came', async () => {
		const long = (number: number) =>
			subscribe(number + randomBytes(2000, number).toString('base64url'));
		const [first, second, third] = [long(1), long(2), long(3)];
		const results = await Promise.allSettled([change(first), change(second), change(third)]);
		expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
		const { reason } = results[2] as PromiseRejectedResult;
		expect(reason).toBeInstanceOf(HubChangeRefused);
		expect(reason.message).toBe('The list of workflows that listen to this instance is full');
		expect(await urls()).toHaveLength(2);
		await change({
			do: 'unsubscribe',
			url: (first as HubChange & { do: 'subscribe' }).subscriber.url,
		});
		expect(await urls()).toHaveLength(1);
	});
});

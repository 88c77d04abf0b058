import type { Failure } from '../../../../nodes/EvolutionApi/errors/failure';
import { type HubChange, HubChangeRefused } from '../../../../nodes/EvolutionApi/hub/plan';
import { randomBytes } from '../../../support/random';
import { subscribe } from './support/plans';
import { failureOf, trigger, urlOf } from './support/server';
import { unknownEvents, useHubChanges } from './support/useHubChanges';

const down: Failure = {
	message: 'No server answers',
	description: 'Start it.',
	mayHeal: true,
	nothingDone: true,
};

describe('a failed change of the list of workflows on the webhook', () => {
	const hub = useHubChanges();
	const { change, changeThrough, urls } = hub;

	it('reports the cause if the server cannot be reached, and does not affect the next change', async () => {
		hub.server.failures.push({ find: down });
		expect(await failureOf(change(subscribe(trigger(1))))).toEqual(down);
		expect(hub.server.record).toBeNull();
		await change(subscribe(trigger(1)));
		expect(await urls()).toEqual([urlOf(1)]);
	});

	it('reports the cause if the server refuses', async () => {
		const refused = { message: 'Forbidden', description: '', httpCode: 403 };
		hub.server.failures.push({ set: refused });
		expect(await failureOf(change(subscribe(trigger(1))))).toEqual(refused);
	});

	it('fails if something keeps overwriting the webhook', async () => {
		const api = hub.server.api({
			sleep: async () =>
				hub.server.set({
					url: 'https://other.example',
					enabled: true,
					events: ['CALL'],
					headers: {},
				}),
		});
		const { message } = await failureOf(changeThrough(api, subscribe(trigger(1))));
		expect(message).toBe('The webhook of the instance keeps being overwritten');
		expect((await failureOf(changeThrough(api, subscribe(trigger(1))))).message).toBe(message);
	});

	it('fails only for the workflow that wants an event unknown to the server', async () => {
		hub.server.failures.push({ set: unknownEvents(0) });
		const bad = change(subscribe(trigger(1, { events: ['AAA_NEW'] })));
		const good = change(subscribe(trigger(2)));
		expect((await failureOf(bad)).message).toBe('The server does not know the event "AAA_NEW"');
		await good;
		expect(await urls()).toEqual([urlOf(2)]);
	});

	it('fails only for the workflow that came last when the list is full; a workflow can still be removed', async () => {
		const long = (number: number) =>
			subscribe(trigger(number + randomBytes(2000, number).toString('base64url')));
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

	it("fails only for the workflow that isn't on the list yet, whatever comes after it", async () => {
		const long = (number: number) =>
			subscribe(trigger(number + randomBytes(2000, number).toString('base64url')));
		const [first, second, third] = [long(1), long(2), long(3)];
		await Promise.all([change(first), change(second)]);
		const results = await Promise.allSettled([change(third), change(first), change(second)]);
		expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
		expect(await urls()).toHaveLength(2);
	});
});

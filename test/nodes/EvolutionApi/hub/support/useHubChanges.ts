import type { Failure } from '../../../../../nodes/EvolutionApi/errors/failure';
import {
	HubChanges,
	readHub,
	type WebhookApi,
} from '../../../../../nodes/EvolutionApi/hub/changes';
import type { HubChange } from '../../../../../nodes/EvolutionApi/hub/plan';
import { FakeServer } from './server';

/** A new server for each test, with nobody behind its webhook. */
export function useHubChanges() {
	let server = new FakeServer();
	let hubChanges = new HubChanges();
	beforeEach(() => {
		server = new FakeServer();
		hubChanges = new HubChanges();
	});
	return {
		get server() {
			return server;
		},
		get hubChanges() {
			return hubChanges;
		},
		change: async (...changes: HubChange[]) =>
			await hubChanges.change('key', server.api(), changes),
		changeThrough: async (api: WebhookApi, ...changes: HubChange[]) =>
			await hubChanges.change('key', api, changes),
		/** Who is behind the webhook. */
		urls: async () => (await readHub(server.api())).subscribers.map(({ url }) => url),
	};
}

/** What the server says to events that it does not know. @param places where they stand */
export const unknownEvents = (...places: number[]): Failure => ({
	message: 'The server does not know some of the events',
	description: '',
	httpCode: 400,
	unknownEvents: places,
});

import type { Failure } from '../../../../../nodes/EvolutionApi/errors/failure';
import {
	HubChanges,
	readHub,
	type WebhookApi,
} from '../../../../../nodes/EvolutionApi/hub/changes';
import type { HubChange } from '../../../../../nodes/EvolutionApi/hub/plan';
import { FakeServer } from './server';

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
		urls: async () => (await readHub(server.api())).subscribers.map(({ url }) => url),
	};
}

export const unknownEvents = (...places: number[]): Failure => ({
	message: 'The server does not know some of the events',
	description: '',
	httpCode: 400,
	unknownEvents: places,
});

import { evolutionApi } from '../../../../nodes/EvolutionApi/core/server/evolutionApi';
import type { CustomRequest, Result } from '../../../../nodes/EvolutionApi/core/server/request';
import { HubChanges, readHub, webhookApiFor } from '../../../../nodes/EvolutionApi/hub';
import { startSimulator, type Simulator } from '../../../../simulator/server';
import { seed } from '../../../../simulator/state/seed';
import { httpRequest } from '../../../support/httpRequest';
import { trigger, urlOf } from './support/server';

const ROUNDS = 3;
const EACH = 10;

describe('several n8n servers on one instance, over HTTP', () => {
	const apiOf = ({ url, key }: Simulator) => {
		const send = async ({ method, path, body }: CustomRequest) => {
			const headers = { apikey: key, 'content-type': 'application/json' };
			const sent = body && JSON.stringify(body);
			const { status, text } = await httpRequest(url + path, method, headers, sent);
			const failure = { message: text, description: '', httpCode: status };
			return (status < 300 ? { body: JSON.parse(text) } : { failure }) satisfies Result;
		};
		return webhookApiFor(send, 'demo', evolutionApi);
	};

	// At the same time, each on a server of its own.
	it.concurrent.each([
		['two servers with ten each', 2, 0],
		['two servers on a line of 120 ms', 2, 60],
		['twenty processes', 20, 0],
	])(
		'subscribe twenty workflows at the same moment and none is lost: %s',
		async (_what, count, latencyMs) => {
			const simulator = await startSimulator({ port: 0, quiet: true, seed: true });
			const api = () => apiOf(simulator);
			for (let round = 0; round < ROUNDS; round++) {
				simulator.config.latencyMs = latencyMs;
				const servers = Array.from({ length: count }, () => new HubChanges());
				const numbers = Array.from({ length: 2 * EACH }, (_, index) => index);
				const start = numbers.map(
					async (number) =>
						await servers[number % count].change('demo', api(), [
							{ do: 'subscribe', subscriber: trigger(number) },
						]),
				);
				const states = await Promise.all(start);
				const { subscribers, key } = await readHub(api());
				expect(new Set(subscribers.map(({ url }) => url))).toEqual(new Set(numbers.map(urlOf)));
				expect(key).toBeDefined();
				expect(states.filter((state) => state.key !== key)).toEqual([]);
				const leave = numbers.map(
					async (number) =>
						await servers[number % count].change('demo', api(), [
							{ do: 'unsubscribe', url: urlOf(number) },
						]),
				);
				await Promise.all(leave);
				expect(await api().find()).toMatchObject({
					record: { enabled: false, headers: {}, events: [] },
				});
				simulator.state.reset();
				seed(simulator.state);
			}
			await simulator.close();
		},
		120_000,
	);
});

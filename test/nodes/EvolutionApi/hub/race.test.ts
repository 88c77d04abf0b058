import type { CustomRequest, Result } from '../../../../nodes/EvolutionApi/core/server/request';
import { HubChanges, readHub, webhookApiFor } from '../../../../nodes/EvolutionApi/hub';
import { seed } from '../../../../simulator/state/seed';
import { useSimulator } from '../../../support/simulator';
import { trigger, urlOf } from './support/server';

const ROUNDS = 3;
const EACH = 10;

describe('several n8n servers on one instance, over HTTP', () => {
	const simulator = useSimulator();

	const api = () => {
		const { url, key } = simulator.current;
		const send = async ({ method, path, body }: CustomRequest) => {
			const headers = { apikey: key, 'content-type': 'application/json' };
			const answer = await fetch(url + path, {
				method,
				headers,
				body: body && JSON.stringify(body),
			});
			const parsed: unknown = await answer.json();
			const failure = { message: JSON.stringify(parsed), description: '', httpCode: answer.status };
			return (answer.ok ? { body: parsed } : { failure }) satisfies Result;
		};
		return webhookApiFor(send, 'demo');
	};

	it.each([
		['two servers with ten each', 2, 0],
		['two servers on a line of 120 ms', 2, 60],
		['twenty processes', 20, 0],
	])(
		'subscribe twenty workflows at the same moment and none is lost: %s',
		async (_what, count, latencyMs) => {
			for (let round = 0; round < ROUNDS; round++) {
				simulator.current.config.latencyMs = latencyMs;
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
					body: { enabled: false, headers: {}, events: [] },
				});
				simulator.current.state.reset();
				seed(simulator.current.state);
			}
		},
		120_000,
	);
});

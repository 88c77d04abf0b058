import { HubChanges, readHub } from '../../../../nodes/EvolutionApi/hub/changes';
import { startSimulator } from '../../../../simulator/server';
import { seed } from '../../../../simulator/state/seed';
import { webhookApiOf } from '../../../support/webhookApiOf';
import { onSleep, realSleep } from '../../../support/time';
import { trigger, urlOf } from './support/server';
import { triesAll } from '../../../support/properties';

// Uses real pauses, in which `HubChanges` waits for other n8n servers to finish their changes of the webhook.
onSleep(realSleep);

const ROUNDS = triesAll ? 2 : 1;
const EACH = 10;

describe.each(['api', 'go'] as const)(
	'several n8n servers on one instance of %s, over HTTP',
	(server) => {
		it.concurrent.each([
			['two servers with ten each', 2, 0],
			['two servers with 60 ms of latency for each request', 2, 60],
			['twenty processes', 20, 0],
		])(
			'that activate twenty workflows at the same moment lose none: %s',
			async (_what, count, latencyMs) => {
				const simulator = await startSimulator({ port: 0, quiet: true, seed: true, server });
				const api = () => webhookApiOf(simulator);
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
					const found = await api().find();
					if (server === 'go') expect(found).toEqual({ record: null });
					else expect(found).toMatchObject({ record: { enabled: false, headers: {}, events: [] } });
					simulator.state.reset();
					seed(simulator.state);
				}
				await simulator.close();
			},
			120_000,
		);
	},
);

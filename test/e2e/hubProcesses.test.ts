import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

import type { HubChange } from '../../nodes/EvolutionApi/hub/plan';
import { listedIn } from './support/hubList';
import type { Order } from './support/subscriber';
import { isNight } from './support/night';
import { Stage } from './support/triggerStage';

// Tests two processes that change the webhook of one instance, as two n8n servers would. They don't run n8n.

/** Number of rounds. HUB_ROUNDS=50 takes about eight minutes. */
const ROUNDS = Number(process.env.HUB_ROUNDS ?? (isNight ? 8 : 3));
const EACH = 10;

const urlOf = (process: number, workflow: number) =>
	`http://n8n-${process}.example/webhook/${workflow}`;

describe.each([
	['Evolution API', 'api'],
	['Evolution Go', 'go'],
] as const)('the webhook of an instance at %s', (_name, server) => {
	const stage = new Stage(server);
	let processes: Array<{ readonly child: ChildProcess; readonly ended: Promise<never> }>;

	beforeAll(async () => {
		await stage.start();
		const program = path.join(__dirname, 'support/subscriber.ts');
		const execArgv = ['--import', require.resolve('tsx')];
		processes = [0, 1].map(() => {
			const child = fork(program, { execArgv });
			const ended = once(child, 'exit').then(([code]) => {
				throw new Error(`A process ended with ${String(code)}`);
			});
			return { child, ended };
		});
	});

	afterAll(async () => {
		for (const { child } of processes) child.kill();
		await stage.end();
	});

	/** Makes each process change its ten workflows at the same moment. @returns the errors */
	async function change(wishFor: (url: string) => HubChange): Promise<string[]> {
		const { url, key } = stage.simulator;
		const answers = processes.map(async ({ child, ended }, index) => {
			const changes = Array.from({ length: EACH }, (_, number) => wishFor(urlOf(index, number)));
			child.send({ url, key, config: { server }, changes } satisfies Order);
			const [failures] = (await Promise.race([once(child, 'message'), ended])) as [string[]];
			return failures;
		});
		return (await Promise.all(answers)).flat();
	}

	it(`twenty workflows register at the same moment from two processes, ${ROUNDS} times: none is lost`, async () => {
		const all = [0, 1].flatMap((process) =>
			Array.from({ length: EACH }, (_, workflow) => urlOf(process, workflow)),
		);
		for (let round = 1; round <= ROUNDS; round++) {
			const subscriber = (url: string) =>
				({ kind: 'trigger', url, events: ['MESSAGES_UPSERT'] }) as const;
			const failed = await change((url) => ({ do: 'subscribe', subscriber: subscriber(url) }));
			const { headers, url } = await stage.webhook();
			expect({ round, failed, listed: listedIn(headers).sort() }).toEqual({
				round,
				failed: [],
				listed: [...all].sort(),
			});
			expect(all).toContain(url);
			const notLeft = await change((gone) => ({ do: 'unsubscribe', url: gone }));
			const after = await stage.webhook();
			expect({ round, notLeft, enabled: after.enabled, headers: after.headers }).toEqual({
				round,
				notLeft: [],
				enabled: false,
				headers: {},
			});
		}
	}, 600_000);
});

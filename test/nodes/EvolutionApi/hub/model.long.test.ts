import { HubChanges, readHub } from '../../../../nodes/EvolutionApi/hub/changes';
import type { WorkflowSubscriber } from '../../../../nodes/EvolutionApi/hub/list';
import type { HubChange } from '../../../../nodes/EvolutionApi/hub/plan';
import type { Arbitrary } from 'fast-check';
import fc from '../../../support/properties';
import { events, MODEL_SERVERS, type ModelServer } from './support/modelServers';
import { trigger, urlOf } from './support/server';

// A simple model predicts the webhook after any sequence of changes.

type Told =
	| { do: 'subscribe'; subscriber: WorkflowSubscriber }
	| { do: 'unsubscribe'; number: number }
	| { do: 'overwrite'; webhook: unknown };

const client = fc.integer({ min: 0, max: 3 });
const subscriberWith = (base64: Arbitrary<boolean>) =>
	fc
		.record({ number: client, events: fc.oneof(events, fc.constant([])), base64 })
		.map(({ number, ...rest }) =>
			trigger(number, { events: rest.events, ...(rest.base64 && { base64: true }) }),
		);
const storyWith = (webhook: Arbitrary<unknown>, subscriber: ReturnType<typeof subscriberWith>) =>
	fc.array(
		fc.oneof<Array<Arbitrary<Told>>>(
			{
				weight: 4,
				arbitrary: fc.record({ do: fc.constant('subscribe' as const), subscriber }),
			} as never,
			{
				weight: 4,
				arbitrary: fc.record({ do: fc.constant('unsubscribe' as const), number: client }),
			} as never,
			{
				weight: 2,
				arbitrary: fc.record({ do: fc.constant('overwrite' as const), webhook }),
			} as never,
		),
		{ maxLength: 25 },
	);

interface Model {
	readonly live: Map<string, WorkflowSubscriber>;
	/** The webhook that must be restored when no workflow is left. If undefined, the webhook only has to be off. */
	before: ReturnType<ModelServer['essence']>;
}

async function tell(
	server: ModelServer,
	changes: HubChanges,
	model: Model,
	told: Told,
): Promise<void> {
	if (told.do === 'overwrite') {
		server.overwrite(told.webhook as never);
		model.live.clear();
		model.before = server.essence();
		return;
	}
	const isOurs = told.do === 'subscribe';
	const url = isOurs ? told.subscriber.url : urlOf(told.number);
	if (model.live.size === 0 && isOurs) model.before = server.essence();
	// After the last workflow has left, a webhook with this workflow's own URL must not come back.
	if (model.before?.url === url) model.before = undefined;
	if (isOurs) model.live.set(url, told.subscriber);
	else model.live.delete(url);
	const change: HubChange = isOurs ? told : { do: 'unsubscribe', url };
	await changes.change('key', server.api(), [change]);
}

async function expectModel(server: ModelServer, { live, before }: Model): Promise<void> {
	if (live.size === 0) {
		if (before === undefined) expect(server.url).toBeUndefined();
		else expect(server.essence()).toEqual(before);
		expect(server.isOurs).toBe(false);
		return;
	}
	const hub = await readHub(server.api());
	const workflows = hub.subscribers.filter(({ kind }) => kind !== 'foreign');
	expect(new Map(workflows.map((one) => [one.url, one]))).toEqual(live);
	expect(hub.subscribers).toHaveLength(workflows.length + (before === undefined ? 0 : 1));
	expect(live.has(server.url ?? '')).toBe(true);
	server.expectSent([...live.values()], before);
}

describe.each(MODEL_SERVERS)(
	'a webhook of %s after any sequence of workflows that come and go',
	(...[, start, webhook, base64]) => {
		it('delivers to exactly the active workflows, and gets its earlier settings back when none is left', async () => {
			await fc.assert(
				fc.asyncProperty(storyWith(webhook, subscriberWith(base64)), async (tale) => {
					const server = start();
					const model: Model = { live: new Map(), before: undefined };
					const clients = [new HubChanges(), new HubChanges()];
					for (const [index, told] of tale.entries()) {
						await tell(server, clients[index % 2], model, told);
						if (told.do !== 'overwrite') await expectModel(server, model);
					}
				}),
				{ numRuns: 200 },
			);
		});
	},
);

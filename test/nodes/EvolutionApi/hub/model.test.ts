import {
	HubChanges,
	readHub,
	type WorkflowSubscriber,
	type HubChange,
} from '../../../../nodes/EvolutionApi/hub';
import { HUB_HEADER } from '../../../../nodes/EvolutionApi/hub/record';
import { EVENTS } from '../../../../simulator/events/names';
import fc from '../../../support/properties';
import { FakeServer, trigger, urlOf } from './support/server';

// What the record must be after any story, told by a model that knows nothing of plans.

type Told =
	| { do: 'subscribe'; subscriber: WorkflowSubscriber }
	| { do: 'unsubscribe'; number: number }
	| { do: 'overwrite'; webhook: Record<string, unknown> };

const client = fc.integer({ min: 0, max: 3 });
const events = fc.subarray(['CALL', 'MESSAGES_UPSERT', 'LABELS_EDIT', 'CHATS_SET'], {
	minLength: 1,
});
const subscriber = fc
	.record({ number: client, events: fc.oneof(events, fc.constant([])), base64: fc.boolean() })
	.map(({ number, ...rest }) =>
		trigger(number, { events: rest.events, ...(rest.base64 && { base64: true }) }),
	);
const headers = fc.dictionary(
	fc.constantFrom('a', 'authorization', 'jwt_key'),
	fc.string({ minLength: 1 }),
);
const webhook = fc.record(
	{
		url: fc.constantFrom('https://other.example/x', 'https://app.example/y?z=1'),
		enabled: fc.boolean(),
		events: fc.oneof(events, fc.constant([])),
		byEvents: fc.boolean(),
		base64: fc.boolean(),
		headers,
	},
	{ requiredKeys: ['url', 'enabled', 'events', 'byEvents', 'base64'] },
);
const story = fc.array(
	fc.oneof<Array<fc.Arbitrary<Told>>>(
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
	/** The record that has to come back; undefined: anything that is switched off. */
	before: object | undefined;
}

/** A record without what the server writes itself, and without what we left in it. */
function essence(server: FakeServer): object | undefined {
	if (server.record === null) return undefined;
	const {
		url,
		enabled,
		events: names,
		webhookByEvents,
		webhookBase64,
		headers: all,
	} = server.record;
	const isLeft = HUB_HEADER in (all ?? {});
	const theirs = Object.entries(all ?? {}).filter(
		([name]) => !isLeft || ![HUB_HEADER, 'jwt_key'].includes(name),
	);
	return {
		url,
		enabled,
		events: names,
		webhookByEvents,
		webhookBase64,
		headers: Object.fromEntries(theirs),
	};
}

function expectEvents(server: FakeServer, { live, before }: Model): void {
	const foreign = before as
		| { enabled: boolean; events: string[]; webhookBase64: boolean }
		| undefined;
	const isServed = foreign?.enabled === true;
	const wanted = [...live.values()];
	const isAll = wanted.some((one) => one.events.length === 0);
	const union = new Set([
		...wanted.flatMap((one) => one.events),
		...(isServed ? foreign.events : []),
	]);
	expect(new Set(server.record?.events)).toEqual(isAll ? new Set(EVENTS) : union);
	const base64 = wanted.some((one) => one.base64 === true) || (isServed && foreign.webhookBase64);
	expect(server.record?.webhookBase64).toBe(base64);
}

async function tell(
	server: FakeServer,
	changes: HubChanges,
	model: Model,
	told: Told,
): Promise<void> {
	if (told.do === 'overwrite') {
		server.set(told.webhook);
		model.live.clear();
		model.before = essence(server);
		return;
	}
	const isOurs = told.do === 'subscribe';
	const url = isOurs ? told.subscriber.url : urlOf(told.number);
	if (model.live.size === 0 && isOurs) model.before = essence(server);
	// Our own URL in a webhook that was switched off when we left.
	if ((model.before as { url?: string } | undefined)?.url === url) model.before = undefined;
	if (isOurs) model.live.set(url, told.subscriber);
	else model.live.delete(url);
	const change: HubChange = isOurs ? told : { do: 'unsubscribe', url };
	await changes.change('key', server.api(), [change]);
}

describe('whatever happens to a webhook', () => {
	it('it serves exactly those who listen, and is the old one when nobody does', async () => {
		await fc.assert(
			fc.asyncProperty(story, async (tale) => {
				const server = new FakeServer();
				const model: Model = { live: new Map(), before: undefined };
				const clients = [new HubChanges(), new HubChanges()];
				for (const [index, told] of tale.entries()) {
					await tell(server, clients[index % 2], model, told);
					if (told.do === 'overwrite') continue;
					if (model.live.size === 0) {
						if (model.before !== undefined) expect(essence(server)).toEqual(model.before);
						else expect(server.record?.enabled ?? false).toBe(false);
						expect(server.record?.headers ?? {}).not.toHaveProperty(HUB_HEADER);
						continue;
					}
					const hub = await readHub(server.api());
					const workflows = hub.subscribers.filter(({ kind }) => kind !== 'foreign');
					const byUrl = new Map(workflows.map((one) => [one.url, one]));
					expect(byUrl).toEqual(model.live);
					expect(hub.subscribers).toHaveLength(
						workflows.length + (model.before === undefined ? 0 : 1),
					);
					expect(model.live.has(server.record?.url ?? '')).toBe(true);
					expect(server.record).toMatchObject({ enabled: true, webhookByEvents: false });
					expectEvents(server, model);
				}
			}),
			{ numRuns: 300 },
		);
	});
});

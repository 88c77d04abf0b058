import { HubChanges, readHub } from '../../nodes/EvolutionApi/hub/changes';
import {
	decodeList,
	encodeList,
	HUB_HEADER,
	MAX_LIST_BYTES,
} from '../../nodes/EvolutionApi/hub/list';
import { KEY_HEADER } from '../../nodes/EvolutionApi/hub/token';
import { EVENTS } from '../../simulator/events/names';
import { FakeServer, trigger, urlOf } from '../nodes/EvolutionApi/hub/support/server';
import fc, { webUrl } from '../support/properties';

// Tests that another app's webhook is never lost, whatever the header with the list of subscribers contains.

const KEY = 'the key';
const text = fc.string({ unit: 'grapheme', maxLength: 40 });

const leftover = fc.oneof(
	text,
	fc.base64String(),
	fc.tuple(fc.nat({ max: 99 }), text, text).map((parts) => parts.join('.')),
	fc.record({ cut: fc.nat({ max: 200 }), flip: fc.nat({ max: 200 }), isCut: fc.boolean() }),
);
type Leftover = string | { cut: number; flip: number; isCut: boolean };

async function headerFrom(left: Leftover): Promise<string> {
	if (typeof left === 'string') return left;
	const list = (await encodeList([trigger(7), trigger(8)], KEY)) ?? '';
	if (left.isCut) return list.slice(0, left.cut);
	const place = left.flip % list.length;
	return list.slice(0, place) + (list[place] === 'A' ? 'B' : 'A') + list.slice(place + 1);
}

const foreign = fc.record({
	url: webUrl(),
	enabled: fc.boolean(),
	byEvents: fc.boolean(),
	base64: fc.boolean(),
	events: fc.subarray(EVENTS, { minLength: 1 }),
	headers: fc.dictionary(fc.stringMatching(/^x-[a-z]{1,8}$/), text, { maxKeys: 4 }),
});

function essence({ record }: FakeServer) {
	const { url, enabled, events, webhookByEvents, webhookBase64, headers } = record ?? {};
	const theirs = Object.entries(headers ?? {}).filter(
		([name]) => ![HUB_HEADER, KEY_HEADER].includes(name),
	);
	return {
		url,
		enabled,
		events,
		webhookByEvents,
		webhookBase64,
		headers: Object.fromEntries(theirs),
	};
}

it('the list behind the webhook: any earlier webhook is still served and restored in the end, or nothing is changed', async () => {
	await fc.assert(
		fc.asyncProperty(foreign, leftover, fc.boolean(), async (webhook, left, hasKey) => {
			const server = new FakeServer();
			const added = { [HUB_HEADER]: await headerFrom(left), ...(hasKey && { [KEY_HEADER]: KEY }) };
			server.set({ ...webhook, headers: { ...webhook.headers, ...added } });
			const before = { record: structuredClone(server.record), essence: essence(server) };
			const changes = new HubChanges();
			const subscribed = await changes
				.change('i', server.api(), [{ do: 'subscribe', subscriber: trigger(1) }])
				.catch(() => undefined);
			if (subscribed === undefined) {
				expect(server.record).toEqual(before.record);
				return;
			}
			const { subscribers, ownerUrl } = await readHub(server.api());
			expect(ownerUrl).toBe(urlOf(1));
			const { events, headers } = before.essence;
			const { url, enabled } = webhook;
			const served = { kind: 'foreign', url, enabled, events, headers };
			expect(JSON.parse(JSON.stringify(subscribers))).toContainEqual(
				expect.objectContaining(served),
			);
			await changes.change('i', server.api(), [{ do: 'unsubscribe', url: urlOf(1) }]);
			expect(essence(server)).toEqual(before.essence);
		}),
		{ numRuns: 150 },
	);
});

it('the list behind the webhook: any number of workflows is read as it was written, or refused for lack of space', async () => {
	const subscriber = fc.record({
		kind: fc.constantFrom('trigger' as const, 'test' as const, 'wait' as const),
		url: fc.oneof(
			fc.uuid().map((id) => `https://n8n.example.com/webhook/${id}/webhook`),
			webUrl(),
		),
		events: fc.subarray(EVENTS),
	});
	await fc.assert(
		fc.asyncProperty(fc.array(subscriber, { maxLength: 150, size: 'max' }), async (list) => {
			const header = await encodeList(list, KEY);
			if (header === undefined) {
				expect(list.length).toBeGreaterThan(20);
				return;
			}
			expect(header.length).toBeLessThanOrEqual(MAX_LIST_BYTES);
			expect(await decodeList(header, KEY)).toEqual({ kind: 'list', subscribers: list });
		}),
		{ numRuns: 40 },
	);
});

import { compileFilters } from '../../../../nodes/EvolutionApi/events/filters';
import { findMedia } from '../../../../nodes/EvolutionApi/events/receivedMedia';
import {
	parseDelivery,
	eventToItems,
	readableEventId,
} from '../../../../nodes/EvolutionApi/events/eventItems';
import { expectEqual } from '../../../support/equal';
import { deliveryNames, deliveryOf } from '../../../support/facts';
import fc, { partOf } from '../../../support/properties';
import { body, type Body, messageBody, SENDER } from './support/deliveries';
import { ALL_DELIVERIES } from './support/samples';

// Tests that a delivery with any content neither loses the event nor causes an error.

const everyFilter = compileFilters({
	filters: {
		chatTypes: ['group', 'private'],
		chats: { values: { mode: 'exclude', chats: '12025550123' } },
		groupMembers: { values: { mode: 'restrictTo', members: '5511988887777' } },
		mentions: 'me',
		messageTypes: ['text', 'image'],
		text: { values: { match: 'contains', value: 'a' } },
	},
});

function trouble(given: unknown): string | undefined {
	const delivery = parseDelivery(given, SENDER);
	if (delivery === undefined) return 'the event is lost';
	if (typeof everyFilter(delivery) !== 'boolean') return 'no decision';
	if (readableEventId(delivery) === '') return 'no id';
	findMedia(delivery);
	for (const simplify of [true, false]) {
		const items = eventToItems(delivery, { simplify, receivedAt: 1795158287000 });
		if (items.length === 0) return 'no item';
		if (items.some(({ event }) => event !== delivery.event)) return 'another event';
		if (/evo-global-key|"__proto__":/.test(JSON.stringify(items))) return 'something dangerous';
	}
	return 'polluted' in {} ? 'polluted' : undefined;
}

const survives = (given: unknown) => expectEqual(trouble(given), undefined);

type Path = Array<string | number>;

/** Returns the paths of all parts of the value, but of at most 2 entries of each list and 40 of each object. */
function pathsIn(value: unknown, path: Path = []): Path[] {
	if (typeof value !== 'object' || value === null) return [path];
	const entries: Array<[string | number, unknown]> = Array.isArray(value)
		? value.map((part: unknown, index) => [index, part])
		: Object.entries(value);
	const inner = entries
		.slice(0, '0' in value ? 2 : 40)
		.flatMap(([key, part]) => pathsIn(part, [...path, key]));
	return [path, ...inner];
}

/** Returns a copy of the value in which the part at the path is replaced, or removed if `replacement` is undefined. */
function changed(value: unknown, [key, ...rest]: Path, replacement: unknown): unknown {
	if (key === undefined) return replacement;
	const part = changed((value as Record<string | number, unknown>)[key], rest, replacement);
	if (Array.isArray(value)) {
		return value.flatMap((entry: unknown, index) =>
			index !== key ? [entry] : part === undefined ? [] : [part],
		);
	}
	const others = Object.fromEntries(
		Object.entries(value as object).filter(([name]) => name !== String(key)),
	);
	return part === undefined ? others : { ...others, [key]: part };
}

const hostileObject: unknown = JSON.parse(
	'{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":1,"valueOf":1,"toJSON":"x","length":-1,"0":1}',
);
const REPLACEMENTS = [
	undefined,
	null,
	true,
	0,
	-1,
	Infinity,
	'text',
	'',
	[],
	[[]],
	{},
	[null, 7, 'x'],
	hostileObject,
];

const all: Array<[string, Body]> = [
	...ALL_DELIVERIES.map((given, index): [string, Body] => [
		`${String(given.event)} ${index}`,
		given,
	]),
	...deliveryNames.map((name): [string, Body] => [`seen ${name}`, deliveryOf(name).body]),
];

/** Events and their keys outside of `data` that were already tested, e.g. `messages.upsert instance`. */
const aroundDone = new Set<string>();

it.each(partOf(all))(
	'%s with any part missing or of another type does not crash the trigger',
	(_name, given) => {
		survives(given);
		for (const path of pathsIn(given).filter(({ length }) => length > 0)) {
			const [top] = path;
			const around = `${String(given.event)} ${top}`;
			if (top !== 'data' && aroundDone.has(around)) continue;
			aroundDone.add(around);
			const found = REPLACEMENTS.map((replacement) => trouble(changed(given, path, replacement)));
			expectEqual({ path, found }, { path, found: REPLACEMENTS.map(() => undefined) });
		}
	},
);

it('any JSON as the data of any event does not crash the trigger', () => {
	const events = ALL_DELIVERIES.map(({ event }) => String(event));
	fc.assert(
		fc.property(fc.constantFrom(...events, 'new.event'), fc.jsonValue(), (event, data) => {
			survives(body(event, data));
		}),
		{ numRuns: 500 },
	);
});

it('any JSON as a message does not crash the trigger', () => {
	const parts = fc.constantFrom(
		'imageMessage',
		'protocolMessage',
		'editedMessage',
		'ephemeralMessage',
		'message',
		'key',
		'contextInfo',
		'extendedTextMessage',
	);
	const { message } = fc.letrec<{ message: unknown }>((tie) => ({
		message: fc.oneof(
			{ maxDepth: 6 },
			fc.jsonValue({ maxDepth: 1 }),
			fc.dictionary(parts, tie('message')),
		),
	}));
	fc.assert(
		fc.property(message, (given) => survives(messageBody(given))),
		{ numRuns: 300 },
	);
});

describe('a delivery that is nested a hundred thousand times', () => {
	const nested = (wrap: (inner: unknown) => unknown) => {
		let value: unknown = { conversation: 'bottom' };
		for (let level = 0; level < 100_000; level++) value = wrap(value);
		return value;
	};

	it.each([
		['in lists', (inner: unknown) => [inner]],
		['in envelopes', (inner: unknown) => ({ ephemeralMessage: { message: inner } })],
		['in edits', (inner: unknown) => ({ protocolMessage: { type: 14, editedMessage: inner } })],
		[
			'in quotes',
			(inner: unknown) => ({
				extendedTextMessage: { text: 'a', contextInfo: { quotedMessage: inner } },
			}),
		],
	])('%s does not crash the trigger', (_how, wrap) => {
		const given = nested(wrap);
		survives(messageBody({ conversation: 'a' }, { message: given }));
		survives(body('typebot.start', { variables: given }));
	});
});

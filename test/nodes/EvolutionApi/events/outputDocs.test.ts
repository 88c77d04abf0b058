import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { isRecord } from '../../../../nodes/EvolutionApi/core/values/answer';
import { MESSAGE_KINDS } from '../../../../nodes/EvolutionApi/events/messageKinds';
import { EVENTS } from '../../../../nodes/EvolutionApi/fields/events';
import { itemsOf } from './support/deliveries';
import { ALL_DELIVERIES, MESSAGES } from './support/samples';

const text = readFileSync(join(__dirname, '../../../../docs/trigger-output.md'), 'utf8');

interface Section {
	readonly title: string;
	readonly events: readonly string[];
	readonly keys: readonly string[];
	readonly hasChat: boolean;
}

const CHAT = '[keys of the chat](#the-chat)';
const inBackticks = (part: string) => [...part.matchAll(/`([^`]+)`/g)].map(([, inside]) => inside);

const sections = text.split('\n## ').map((part): Section => {
	const [title] = part.split('\n');
	const events = /\nEvents: ([^|]*?)\n\n/.exec(part)?.[1] ?? '';
	const rows = part.split('\n').filter((line) => line.startsWith('| `'));
	return {
		title,
		events: inBackticks(events),
		keys: rows.map((row) => inBackticks(row.split('|')[1])[0]),
		hasChat: part.includes(CHAT),
	};
});
const keysOf = (wanted: string) => sections.find(({ title }) => title === wanted)?.keys ?? [];
const common = keysOf('Every event');

/** Objects whose keys aren't documented, because other programs choose them. */
const FREE = ['answer.parameters', 'flow.parameters', 'variables', 'calendarEvent.location'];

/** Returns the paths in a value: `{ media: { size }, contacts: [{ name }] }` → `media`, `media.size`, `contacts`, `contacts[].name` */
function pathsIn(value: unknown, path: string): string[] {
	if (FREE.includes(path)) return [path];
	if (Array.isArray(value)) {
		const inside = value.filter(isRecord).flatMap((entry) => pathsIn(entry, `${path}[]`));
		return [path, ...inside.filter((inner) => inner !== `${path}[]`)];
	}
	if (!isRecord(value)) return [path];
	const inner = Object.entries(value).flatMap(([key, part]) =>
		pathsIn(part, path === '' ? key : `${path}.${key}`),
	);
	return path === '' ? inner : [path, ...inner];
}

const items = ALL_DELIVERIES.flatMap(itemsOf);
const seenFor = (events: readonly string[]) => [
	...new Set(
		items
			.filter(({ event }) => events.includes(String(event)))
			.flatMap((item) => pathsIn(item, '')),
	),
];

const documented = sections.filter(({ events }) => events.length > 0);

it('the documentation of outputs lists every event of the server exactly once', () => {
	const events = documented.flatMap((section) => section.events);
	expect([...events].sort()).toEqual(EVENTS.map(({ emits }) => emits as string).sort());
});

it.each(documented.map((section) => [section.title, section] as const))(
	'the documentation of "%s" names the keys of the items, and no others',
	(_title, { events, keys, hasChat }) => {
		const chat = hasChat ? keysOf('The chat') : [];
		expect([...common, ...chat, ...keys].sort()).toEqual(seenFor(events).sort());
	},
);

it('the documentation names every kind of message, and the tests have a sample of each', () => {
	const named = inBackticks(/`kind` is one of: ([^]*?)\n\n/.exec(text)?.[1] ?? '');
	const kinds = MESSAGE_KINDS.map(({ value }) => value as string);
	expect([...named].sort()).toEqual([...kinds].sort());
	expect(MESSAGES.map(([kind]) => kind).sort()).toEqual([...kinds].sort());
	const labels = MESSAGE_KINDS.map(({ name }) => name);
	expect(labels).toEqual([...labels].sort((a, b) => a.localeCompare(b, 'en')));
});

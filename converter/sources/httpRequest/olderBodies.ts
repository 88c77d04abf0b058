import type { Value } from '../../expressions/value';
import { newerSettings } from './olderSettings';

// Version 1 of Evolution API wrapped the content of a message, and its options, in separate objects. Version 2 rejects that, and
// needs the same values without these objects.

const WRAPPERS = [
	'textMessage',
	'mediaMessage',
	'audioMessage',
	'pollMessage',
	'locationMessage',
	'listMessage',
	'buttonMessage',
	'stickerMessage',
	'reactionMessage',
	'statusMessage',
	'options',
];

/** Tells whether Evolution API 2 ignores a value, or has the value as its default: `encoding: true`. */
const isNeedless = (key: string, value: Value) =>
	key === 'presence' || (key === 'encoding' && value.kind === 'literal' && value.value === true);

export interface NewerBody {
	readonly body: Value;
	readonly note?: string;
}

const WAS_OLD = 'The body was in the format of Evolution API 1. Now it is in that of version 2.';

export function newerBody(path: string, body: Value): NewerBody {
	if (body.kind !== 'object') return { body };
	if (path.startsWith('/chat/markMessageAsRead/')) return markedAsRead(body);
	if (path.startsWith('/chat/sendPresence/')) return unwrapped(body);
	const settings = newerSettings(path, body.entries);
	if (settings !== undefined) {
		return withNote(settings.entries, settings.wasOld, settings.dropped ?? []);
	}
	if (!path.startsWith('/message/')) return { body };
	const entries = new Map<string, Value>();
	const isOld = [...body.entries].some(
		([key, value]) => WRAPPERS.includes(key) && value.kind === 'object',
	);
	for (const [key, value] of body.entries) {
		if (key === 'contactMessage' && value.kind === 'list') entries.set('contact', value);
		else if (!WRAPPERS.includes(key) || value.kind !== 'object') entries.set(key, value);
		else for (const [inner, deep] of value.entries) entries.set(inner, deep);
	}
	const mentions = entries.get('mentions');
	if (mentions?.kind === 'object') {
		entries.delete('mentions');
		const everyone = mentions.entries.get('everyOne');
		const mentioned = mentions.entries.get('mentioned');
		if (everyone !== undefined) entries.set('mentionsEveryOne', everyone);
		if (mentioned !== undefined) entries.set('mentioned', mentioned);
	}
	const everyOne = entries.get('everyOne');
	if (everyOne !== undefined && !entries.has('mentionsEveryOne')) {
		entries.delete('everyOne');
		entries.set('mentionsEveryOne', everyOne);
	}
	const dropped = [...entries].filter(([key, value]) => isNeedless(key, value)).map(([key]) => key);
	for (const key of dropped) entries.delete(key);
	return withNote(entries, isOld, dropped);
}

function withNote(
	entries: ReadonlyMap<string, Value>,
	isOld: boolean,
	dropped: readonly string[],
): NewerBody {
	const notes = [
		...(isOld ? [WAS_OLD] : []),
		...(dropped.length > 0
			? [`Left out, because version 2 does not need these keys: ${dropped.join(', ')}.`]
			: []),
	];
	return {
		body: { kind: 'object', entries },
		...(notes.length > 0 ? { note: notes.join(' ') } : {}),
	};
}

function unwrapped(body: Value & { readonly kind: 'object' }): NewerBody {
	const options = body.entries.get('options');
	if (options?.kind !== 'object') return { body };
	const others = [...body.entries].filter(([key]) => key !== 'options');
	const inner = [...options.entries].filter(([key]) => key !== 'number');
	return { body: { kind: 'object', entries: new Map([...others, ...inner]) }, note: WAS_OLD };
}

function markedAsRead(body: Value & { readonly kind: 'object' }): NewerBody {
	const messages = body.entries.get('read_messages');
	if (messages === undefined || body.entries.has('readMessages')) return { body };
	const others = [...body.entries].filter(([key]) => key !== 'read_messages');
	return {
		body: { kind: 'object', entries: new Map([['readMessages', messages], ...others]) },
		note: WAS_OLD,
	};
}

import { asParameter, type Value } from '../../expressions/value';
import type { Parameters } from '../../workflow';

// Users write `mimetype` for all files, even on routes that don't have this key. The server only needs it for audio: it takes
// the type of other files from the file name, and determines the type of a voice note itself.

// Recipients only see the name of a document, not that of any other file.

/** Keys about the file's type and name that our node doesn't send, by media type. */
const UNREAD: Readonly<Record<string, readonly string[]>> = {
	image: ['mimetype', 'fileName'],
	video: ['mimetype', 'fileName'],
	document: ['mimetype'],
	audio: ['fileName'],
};

const WHY: Readonly<Record<string, string>> = {
	mimetype:
		'The server takes the type of a document from its name, so include the extension in File Name. Pictures and videos need no type.',
	fileName: 'WhatsApp only shows the names of documents.',
};

/** Routes that ignore all keys about a file's type. */
const DECIDED = ['/message/sendWhatsAppAudio/', '/message/sendSticker/', '/message/sendPtv/'];

type ObjectValue = Extract<Value, { kind: 'object' }>;

export interface WithoutFileType {
	readonly body: Value;
	/** Fields of our node by path, such as `options.mimeType`. */
	readonly fields: Parameters;
	readonly note?: string;
}

/** Returns a body without its keys about the file's type; undefined if these keys have an effect. */
export function withoutFileType(
	path: string,
	body: Value | undefined,
): WithoutFileType | undefined {
	if (body?.kind !== 'object') return undefined;
	if (DECIDED.some((route) => path.startsWith(route))) {
		return without(
			body.entries,
			['mediatype', 'mimetype'],
			'The server knows the type of the file from the route.',
		);
	}
	const kind = body.entries.get('mediatype');
	if (!path.startsWith('/message/sendMedia/') || kind === undefined) return undefined;
	if (kind.kind === 'expression' || kind.kind === 'template') return decidedLater(body, kind);
	if (kind.kind !== 'literal') return undefined;
	const keys = UNREAD[String(kind.value)] ?? [];
	const whys = keys.flatMap((key) => (body.entries.has(key) ? (WHY[key] ?? []) : []));
	return without(body.entries, keys, whys.join(' '));
}

function decidedLater(body: ObjectValue, kind: Value): WithoutFileType {
	const { mimetype, ...rest } = Object.fromEntries(body.entries);
	const asDocument: Value = { kind: 'literal', value: 'document' };
	return {
		body: {
			kind: 'object',
			entries: new Map(Object.entries({ ...rest, mediatype: asDocument })),
		},
		fields: {
			mediaType: asParameter(kind),
			...(mimetype === undefined ? {} : { 'options.mimeType': asParameter(mimetype) }),
		},
	};
}

function without(
	entries: ReadonlyMap<string, Value>,
	keys: readonly string[],
	why: string,
): WithoutFileType | undefined {
	const left = [...entries].filter(([key]) => !keys.includes(key));
	const gone = keys.filter((key) => entries.has(key));
	if (gone.length === 0) return undefined;
	return {
		body: { kind: 'object', entries: new Map(left) },
		fields: {},
		note: `Left out: ${gone.join(', ')}. ${why}`,
	};
}

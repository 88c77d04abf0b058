import { asParameter, type Value } from '../../expressions/value';
import type { Parameters } from '../../workflow';

// People name the type of a file wherever the server has a place for it, and also where it has none. It looks at it for
// audio only: that of a picture, a video or a document it takes from the name, that of a voice note it decides itself.

// Recipients only see the name of a document.

/** Types that our node does not send, by media type. */
const UNREAD: Readonly<Record<string, readonly string[]>> = {
	image: ['mimetype', 'fileName'],
	video: ['mimetype', 'fileName'],
	document: ['mimetype'],
	audio: ['fileName'],
};

const WHY: Readonly<Record<string, string>> = {
	mimetype:
		'The server takes the type of a document from its name: give File Name its extension. That of a picture or a video comes from the file.',
	fileName: 'WhatsApp shows the name of a document only.',
};

/** These take nothing of it. */
const DECIDED = ['/message/sendWhatsAppAudio/', '/message/sendSticker/', '/message/sendPtv/'];

type ObjectValue = Extract<Value, { kind: 'object' }>;

export interface WithoutFileType {
	readonly body: Value;
	/** Fields that say it in another way, by path. */
	readonly fields: Parameters;
	/** For the user. */
	readonly note?: string;
}

/** A body without what it says of the type of its file, if that makes no difference; undefined if it does. */
export function withoutFileType(
	path: string,
	body: Value | undefined,
): WithoutFileType | undefined {
	if (body?.kind !== 'object') return undefined;
	if (DECIDED.some((route) => path.startsWith(route))) {
		return without(
			body.entries,
			['mediatype', 'mimetype'],
			'The server knows the type of the file by the route.',
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

/** A document has every field that the other media types have but the MIME type, which the node sends of audio only. */
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

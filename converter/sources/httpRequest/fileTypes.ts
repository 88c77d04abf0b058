import { asParameter, type Value } from '../../expressions/value';
import type { Parameters } from '../../workflow';

// People name the type of a file wherever the server has a place for it, and also where it has none. It looks at it for
// audio only: that of a picture, a video or a document it takes from the name, that of a voice note it decides itself.

const NAMED = ['image', 'video', 'document'];

/** These take nothing of it. */
const DECIDED = ['/message/sendWhatsAppAudio/', '/message/sendSticker/', '/message/sendPtv/'];

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
	const mimeType = body.entries.get('mimetype');
	const kind = body.entries.get('mediatype');
	if (!path.startsWith('/message/sendMedia/') || mimeType === undefined || kind === undefined)
		return undefined;
	if (kind.kind === 'expression' || kind.kind === 'template') {
		const rest = without(body.entries, ['mimetype'], '');
		// The node sends it if it is audio that the expression gives.
		return rest && { body: rest.body, fields: { 'options.mimeType': asParameter(mimeType) } };
	}
	if (kind.kind !== 'literal' || !NAMED.includes(String(kind.value))) return undefined;
	return without(
		body.entries,
		['mimetype'],
		'The server takes the type of a picture, a video or a document from its name: give File Name its extension.',
	);
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

import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';

import type { Call } from '../../../core/table/operation';
import { recordsIn } from '../../../core/values/answer';
import { firstText } from '../../../core/values/loose';
import { mediaOf, type DeliveredMedia, type Delivery } from '../../../events';
import { fetchMedia } from '../../../trigger/items/mediaFile';

// The files of gathered messages: *Combine Messages* with *Download Media*.

/** Whether somebody may speak in a message of this kind. */
export const isSpoken = (kind: unknown): boolean => kind === 'audio' || kind === 'voice';

interface Gathered {
	/** What the item says without files. */
	readonly json: IDataObject;
	/** Of its `messages`, in their order. */
	readonly deliveries: readonly Delivery[];
}

/**
 * With the files, if they are wanted: `files` says of each in which field it is, of which message and kind, and its transcript;
 * `toTranscribe` has those in which somebody speaks and of which there is none yet. A file that cannot be had has `mediaError`.
 * @returns an answer for {@link filesOfGathered}
 */
export async function withFiles(
	call: Call,
	{ downloadMedia }: { readonly downloadMedia: boolean },
	{ json, deliveries }: Gathered,
): Promise<IDataObject> {
	if (!downloadMedia) return { json };
	const found = deliveries.flatMap((delivery) => mediaOf(delivery) ?? []);
	const fetched = await Promise.all(found.map(async (media) => await fileOf(call, media)));
	const binary: IBinaryKeyData = {};
	const files = fetched.map(({ data, mediaError }, index): IDataObject => {
		const { kind, messageId, fileName, mimeType } = found[index] ?? {};
		const field = data === undefined ? null : `file${index + 1}`;
		if (field !== null && data !== undefined) binary[field] = data;
		const transcript = isSpoken(kind) ? saidIn(json, messageId) : null;
		return {
			field,
			messageId,
			kind,
			fileName,
			mimeType,
			transcript,
			...(mediaError === undefined ? {} : { mediaError }),
		};
	});
	const whole = { ...json, files, toTranscribe: leftToTranscribe(files) };
	return files.length > 0 ? { json: whole, binary } : { json: whole };
}

/** The files in an answer of {@link withFiles}; undefined if there are none. */
export const filesOfGathered = ({ binary }: IDataObject): IBinaryKeyData | undefined =>
	binary as IBinaryKeyData | undefined;

/** Those in which somebody speaks, and of which there is no transcript yet. */
export const leftToTranscribe = (files: readonly IDataObject[]): IDataObject[] =>
	files.filter(
		({ kind, field, transcript }) => isSpoken(kind) && field !== null && transcript === null,
	);

/** What all messages together say, oldest first. */
export function joinedTexts(messages: readonly IDataObject[]): { text: string; chatInput: string } {
	const texts = messages.map(({ text }) => text).filter((text) => typeof text === 'string');
	return {
		text: texts.join('\n'),
		chatInput: messages.map(({ chatInput }) => String(chatInput)).join('\n'),
	};
}

function saidIn({ messages }: IDataObject, messageId: string | undefined): string | null {
	return firstText(recordsIn(messages).find((message) => message.messageId === messageId)?.text);
}

async function fileOf({ context, connection, instance }: Call, media: DeliveredMedia) {
	const { base64, fileName, mimeType } = media;
	const server = async () => ({ connection, instance });
	const fetched = base64 === undefined ? await fetchMedia(context, media, server) : { base64 };
	if ('problem' in fetched) return { mediaError: fetched.problem };
	const content = Buffer.from(fetched.base64, 'base64');
	return { data: await context.helpers.prepareBinaryData(content, fileName, mimeType) };
}

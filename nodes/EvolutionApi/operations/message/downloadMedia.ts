import type { IDataObject } from 'n8n-workflow';

import { RequestFailure } from '../../core/failures/failure';
import { defineOperation } from '../../core/table/defineOperation';
import type { OutputFile } from '../../core/table/operation';
import { isRecord, recordOf } from '../../core/values/answer';
import { upTo } from '../../core/values/upTo';
import { extensionOf } from '../../events/fileName';
import { collectionInput, optionsField } from '../../fields/collections';
import { concurrency } from '../../fields/concurrency';
import { jsonField } from '../../fields/fieldKinds';
import { flag, text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { messageId } from '../../fields/messageKey';
import { outputBinaryPropertyName } from '../../fields/outputFile';
import { simplify } from '../../fields/simplify';
import { toggle } from '../../fields/toggle';
import { wholeMessage } from '../../fields/wholeMessage';

/** `audio/ogg; codecs=opus` → `audio/ogg` */
const mimeTypeOf = ({ mimetype }: IDataObject) =>
	typeof mimetype === 'string' && mimetype !== ''
		? upTo(';', mimetype).trim()
		: 'application/octet-stream';

/**
 * The sender's name for it, else the ID with the extension that the trigger gives: the server calls a voice note
 * `….oga`, which Whisper and others refuse. When it converts audio, it keeps the old extension.
 */
function fileNameOf(answer: IDataObject, id: string): string {
	const mimeType = mimeTypeOf(answer);
	const given = typeof answer.fileName === 'string' ? answer.fileName : `${id}.`;
	const name = given.startsWith(`${id}.`) ? `${id}.${extensionOf(mimeType)}` : given;
	return mimeType === 'audio/mp4' ? `${name.replace(/\.\w+$/, '')}.mp4` : name;
}

/** The answer without the file itself. @throws {RequestFailure} if there is no file */
function infoOf(answer: IDataObject, { messageId: id }: { messageId: string }): IDataObject {
	if (typeof answer.base64 !== 'string') {
		throw new RequestFailure({
			message: 'The server answered without the file',
			description: 'It has this message, but not what was sent with it.',
		});
	}
	const info = Object.entries(answer).filter(([key]) => key !== 'base64' && key !== 'buffer');
	return { messageId: id, ...Object.fromEntries(info) };
}

function fileOf(answer: IDataObject, id: string): OutputFile | undefined {
	if (typeof answer.base64 !== 'string') return undefined;
	return {
		data: Buffer.from(answer.base64, 'base64'),
		fileName: fileNameOf(answer, id),
		mimeType: mimeTypeOf(answer),
	};
}

function simplifyMedia(item: IDataObject): IDataObject {
	const size = recordOf(item.size);
	const bytes = Number(isRecord(size.fileLength) ? size.fileLength.low : size.fileLength);
	return {
		messageId: item.messageId,
		mediaType: item.mediaType ?? null,
		fileName: fileNameOf(item, String(item.messageId)),
		mimeType: mimeTypeOf(item),
		caption: item.caption ?? null,
		fileSize: Number.isFinite(bytes) ? bytes : null,
		width: size.width ?? null,
		height: size.height ?? null,
	};
}

/** `POST /chat/getBase64FromMediaMessage/{instance}`: the file of a message in the server's store. */
export const downloadMedia = defineOperation({
	name: 'Download Media',
	value: 'downloadMedia',
	action: 'Download the file of a WhatsApp message',
	description: 'Get the picture, video, audio or document of a message as binary data',
	request: { method: 'POST', path: '/chat/getBase64FromMediaMessage/{instance}', reads: true },
	fields: [
		instanceField,
		messageId,
		outputBinaryPropertyName,
		optionsField(
			concurrency,
			toggle(
				'Convert Audio to MP4',
				'convertToMp4',
				'Whether to convert audio, such as a voice note, from OGG to MP4',
				true,
			),
			jsonField('Whole Message', 'wholeMessage', {
				typeOptions: { rows: 4 },
				placeholder: 'e.g. {{ $json }}',
				description:
					'Message from the Evolution API Trigger or Message → Get Many, with Simplify off. Required for a WHATSAPP-BUSINESS instance, and if the server stores no messages.',
			}),
		),
		simplify,
	],
	input: {
		messageId: text,
		options: collectionInput({ convertToMp4: flag, wholeMessage }),
	},
	example: { messageId: '3EB0A1B2C3D4E5F60718' },
	body: ({ messageId: id, options }) => ({
		message: { ...options?.wholeMessage, key: { ...options?.wholeMessage?.key, id } },
		convertToMp4: options?.convertToMp4 ?? false,
	}),
	output: infoOf,
	file: (answer, { messageId: id }) => fileOf(answer, id),
	simplify: simplifyMedia,
});

import type { IDataObject } from 'n8n-workflow';

import { StreamedForm, readAll, type InputFile } from '../../../core/input/inputFile';
import { asRecord, textOrNull } from '../../../core/values/answer';
import { isBefore } from '../request';
import {
	becomesAnother,
	newMessageId,
	outgoingWith,
	readForwarding,
	readTableInput,
	readTableOptions,
	sendGo,
	type Outgoing,
} from './outgoing';
import { refuseIf, type GoRoutes, type GoCall } from './route';

interface WithFile {
	readonly fields: IDataObject;
	/** The file's address, or its content as Base64. */
	readonly text?: string;
	readonly file?: InputFile;
}

/** `quoted[key][id]` → `['quoted', 'key', 'id']` */
const splitFieldName = (name: string) => name.split(/[[\]]+/).filter((part) => part !== '');

function put(fields: IDataObject, [first = '', ...rest]: string[], value: string): void {
	if (rest.length === 0) {
		fields[first] = value;
		return;
	}
	const inner = asRecord(fields[first]);
	fields[first] = inner;
	put(inner, rest, value);
}

/** Reads a list. In a multipart form, it's an object with numbered keys. */
const toList = (value: unknown) => (Array.isArray(value) ? value : Object.values(asRecord(value)));

/** @param key of the file in a JSON body */
function withFile(body: object | undefined, key: string): WithFile {
	if (!(body instanceof StreamedForm)) {
		const { [key]: text, ...fields } = asRecord(body);
		return { fields, text: String(text ?? '') };
	}
	const fields: IDataObject = {};
	let file: InputFile | undefined;
	for (const [name, value] of body) {
		if (typeof value === 'string') put(fields, splitFieldName(name), value);
		else {
			const { name: fileName, type: mimeType, size } = value;
			file = { fileName, mimeType, size, stream: () => value.stream() };
		}
	}
	if (fields.mentioned !== undefined) fields.mentioned = toList(fields.mentioned) as string[];
	return { fields, file };
}

export const isAddress = (text: string | undefined): text is `http${string}` =>
	text !== undefined && /^https?:\/\//i.test(text);

const plainBase64 = (text: string) => text.replace(/^data:[^,]*,/, '');

function fileFrom(base64: string, fileName: string | undefined, mimeType: string): InputFile {
	const data = Buffer.from(plainBase64(base64), 'base64');
	return {
		fileName,
		mimeType,
		size: data.length,
		async *stream() {
			yield data;
		},
	};
}

const encodeBase64 = async ({ text = '', file }: WithFile): Promise<string> =>
	file === undefined ? plainBase64(text) : (await readAll(file)).toString('base64');

// Files without a web address are uploaded, which every server version accepts. Base64 in JSON needs version 0.7. It's only
// used where uploads don't work: for mentions, quotes, forwarded files, and some numbers of Mexico and Argentina.

type Kind = 'audio' | 'document' | 'image' | 'video';

const MIME_TYPES: Readonly<Record<Kind, string>> = {
	audio: 'audio/ogg',
	document: 'application/octet-stream',
	image: 'image/jpeg',
	video: 'video/mp4',
};

const describeFile = ({ caption, fileName }: IDataObject) => ({
	...(textOrNull(caption) === null ? {} : { caption: String(caption) }),
	...(textOrNull(fileName) === null ? {} : { filename: String(fileName) }),
});

const needsJson = ({ number, quoted, mentionedJid, mentionAll }: Outgoing) =>
	quoted !== undefined ||
	mentionedJid !== undefined ||
	mentionAll !== undefined ||
	becomesAnother(number);

function makeUpload(fields: Readonly<Record<string, unknown>>, file: InputFile): StreamedForm {
	const form = new StreamedForm();
	for (const [name, value] of Object.entries(fields)) {
		if (value !== undefined) form.append(name, String(value));
	}
	form.appendFile('file', file);
	return form;
}

/** Refuses a Base64 file for a server before 0.7, which mistakes Base64 for an address. @throws {InputProblem} */
async function refuseBefore07(call: GoCall): Promise<void> {
	refuseIf(
		await isBefore(call, '0.7'),
		['mediaSource'],
		'must be URL for this file with Evolution Go before 0.7',
		'Choose the source URL, or update the server. Before 0.7, files with a mention or a quote, or for numbers of Mexico or Argentina with 13 digits, cannot be uploaded.',
	);
}

/** Refuses mentions next to a document's caption in groups: the server silently drops such messages. @throws {InputProblem} */
function refuseMentionsBesideCaption(
	kind: Kind,
	{ caption }: IDataObject,
	{ number, mentionedJid, mentionAll }: Outgoing,
): void {
	const hasMentions = mentionedJid !== undefined || mentionAll !== undefined;
	const isWrapped = kind === 'document' && textOrNull(caption) !== null;
	refuseIf(
		isWrapped && hasMentions && number.endsWith('@g.us'),
		['options', 'mentions'],
		'does not go with the caption of a document on Evolution Go',
		'Leave the caption empty, and send it as a text with the mention. Pictures and videos can have both.',
	);
}

async function sendMediaGo(call: GoCall, type: Kind, media: WithFile): Promise<IDataObject> {
	const { text, file, fields } = media;
	const common = await outgoingWith(call, fields);
	refuseMentionsBesideCaption(type, fields, common);
	const forwarding = await readForwarding(call);
	const more = { type, ...describeFile(fields) };
	const asJson = async (url: string) =>
		await sendGo(call, '/send/media', { ...common, ...forwarding, url, ...more }, common);
	if (isAddress(text)) return await asJson(text);
	const isForwarded = forwarding.forwardingScore !== undefined;
	if (isForwarded || needsJson(common)) {
		await refuseBefore07(call);
		return await asJson(await encodeBase64(media));
	}
	const { number, id, delay } = common;
	const name = textOrNull(fields.fileName) ?? undefined;
	const mimeType = textOrNull(fields.mimetype) ?? MIME_TYPES[type];
	const upload = makeUpload(
		{ number, id, delay, ...more },
		file ?? fileFrom(text ?? '', name, mimeType),
	);
	return await sendGo(call, '/send/media', upload, common);
}

const STATUS_CHAT = 'status@broadcast';

async function sendStatusFile(call: GoCall): Promise<IDataObject> {
	const { type, content, caption } = asRecord(call.request.body);
	const kind = type as 'image' | 'video';
	const path = '/send/status/media';
	const id = newMessageId();
	const fields = { type: kind, id, ...describeFile({ caption }) };
	const text = String(content);
	const body = isAddress(text)
		? { ...fields, url: text }
		: makeUpload(fields, fileFrom(text, undefined, MIME_TYPES[kind]));
	return await sendGo(call, path, body, { number: STATUS_CHAT, id });
}

export const mediaRoutes = {
	async 'POST /message/sendMedia/{instance}'(call) {
		const media = withFile(call.request.body, 'media');
		const kind = media.fields.mediatype;
		refuseIf(
			kind === 'audio',
			['mediaType'],
			'cannot be Audio with Evolution Go, which sends every audio file as a voice note',
			'Use Send Voice Note, or send the file as a document.',
		);
		refuseIf(
			readTableOptions(call).gifPlayback === true,
			['options', 'gifPlayback'],
			'does not work with Evolution Go',
			'Remove the option.',
		);
		return await sendMediaGo(call, kind as Kind, media);
	},

	async 'POST /message/sendWhatsAppAudio/{instance}'(call) {
		refuseIf(
			readTableOptions(call).convertAudio === false,
			['options', 'convertAudio'],
			'cannot be off with Evolution Go, which converts every file',
			'Remove the option.',
		);
		return await sendMediaGo(call, 'audio', withFile(call.request.body, 'audio'));
	},

	async 'POST /message/sendPtv/{instance}'(call) {
		const { text: url, fields } = withFile(call.request.body, 'video');
		refuseIf(
			!isAddress(url),
			['mediaSource'],
			'must be URL for a video note with Evolution Go, which cannot make one from a file',
			'Choose the source URL, or send the file as a video.',
		);
		const common = await outgoingWith(call, fields);
		const more = { url, type: 'ptv', ...describeFile(fields) };
		const body = { ...common, ...(await readForwarding(call)), ...more };
		return await sendGo(call, '/send/media', body, common);
	},

	async 'POST /message/sendSticker/{instance}'(call) {
		const media = withFile(call.request.body, 'sticker');
		const onlyUrl = 'must be URL with Evolution Go, which downloads stickers itself';
		refuseIf(!isAddress(media.text), ['mediaSource'], onlyUrl, 'Choose the source URL.');
		const body = { ...(await outgoingWith(call, media.fields)), sticker: media.text };
		return await sendGo(call, '/send/sticker', body, body);
	},

	/** Sends no audience, colors or font. The account's privacy settings decide who sees the status. */
	async 'POST /message/sendStatus/{instance}'(call) {
		const { type, content: text } = asRecord(call.request.body);
		refuseIf(
			type === 'audio',
			['statusType'],
			'cannot be Audio with Evolution Go',
			'Choose another type.',
		);
		refuseIf(
			readTableInput(call).audience === 'chosen',
			['audience'],
			'must be All Contacts with Evolution Go',
			'Choose All Contacts: the privacy of the account decides.',
		);
		if (type !== 'text') return await sendStatusFile(call);
		const id = newMessageId();
		const message = { number: STATUS_CHAT, id };
		return await sendGo(call, '/send/status/text', { text, id }, message);
	},
} satisfies GoRoutes;

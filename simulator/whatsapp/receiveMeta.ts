import { toBlob } from '../core/body';
import type { Json } from '../core/data';
import { simError } from '../core/answers';
import { asList, asObject, asString, compact, isObject, optionalString } from '../core/values';
import type { Instance } from '../state/instance';
import { isDisabled } from '../state/config';
import type { Media } from '../state/message';
import type { State } from '../state/state';
import type { Incoming, Origin } from './incoming';
import { findTargetMessage } from './receiveChanges';
import { buttonsOf, unwrapped } from './viewContent';

// A WHATSAPP-BUSINESS instance has no phone. Meta sends messages to the server in its own form, and the server loses parts of
// each message. Line numbers are those of 2.3.7.

/** `isKept` means that the server stores the message. */
interface FromMeta extends Incoming {
	isKept: boolean;
}

type MetaKind = (state: State, instance: Instance, body: Json) => FromMeta;

function withContext(content: Json, body: Json): Pick<Incoming, 'message' | 'contextInfo'> {
	const id = optionalString(body.quotedId) ?? optionalString(body.targetId);
	if (id === undefined) return { message: content };
	const contextInfo = { stanzaId: id };
	return { message: { ...content, contextInfo }, contextInfo };
}

const plain =
	(messageType: string, contentOf: (body: Json, instance: Instance) => Json): MetaKind =>
	(_state, instance, body) => ({
		messageType,
		...withContext(contentOf(body, instance), body),
		isKept: true,
	});

const mediaId = ({ sha256 }: Media) =>
	String(BigInt(`0x${sha256.slice(0, 12)}`) + 100_000_000_000_000n);

function fileOf(body: Json): Media {
	const base64 = optionalString(body.base64);
	if (!base64) throw simError(400, '"base64" must hold the file');
	const mimetype = optionalString(body.mimetype) ?? 'application/octet-stream';
	const fileName = optionalString(body.fileName);
	return { ...toBlob([Buffer.from(base64, 'base64')]), mimetype, fileName };
}

/** Without an object store for files, the server doesn't store a message with a file (whatsapp.business.service.ts 668). */
const media =
	(type: 'image' | 'video' | 'audio' | 'document'): MetaKind =>
	({ config }, _instance, body) => {
		const file = fileOf(body);
		const isVoice = type === 'audio' && body.ptt === true;
		const part = compact({
			caption: optionalString(body.caption),
			filename: type === 'document' ? file.fileName : undefined,
			mime_type: file.mimetype,
			sha256: Buffer.from(file.sha256, 'hex').toString('base64'),
			id: mediaId(file),
			voice: type === 'audio' ? isVoice : undefined,
			ptt: type === 'audio' ? isVoice : undefined,
		});
		return {
			messageType: `${type}Message`,
			...withContext({ [`${type}Message`]: part }, body),
			media: file,
			isKept: !isDisabled(config, 's3'),
		};
	};

/** The server gives a sticker no context, and stores no row for it (whatsapp.business.service.ts 389 and 668). */
const sticker: MetaKind = (_state, _instance, body) => {
	const file = fileOf(body);
	const part = {
		mime_type: file.mimetype,
		sha256: Buffer.from(file.sha256, 'hex').toString('base64'),
		id: mediaId(file),
		animated: false,
	};
	return {
		messageType: 'stickerMessage',
		message: { stickerMessage: part },
		media: file,
		isKept: false,
	};
};

function cardOf(fullName: string, phone: string): Json {
	const waId = phone.replace(/\D/g, '');
	const lines = [
		'BEGIN:VCARD',
		'VERSION:3.0',
		`N:${fullName}`,
		`FN:${fullName}`,
		`item1.TEL;waid=${waId}:${phone}`,
		'item1.X-ABLabel:Celular',
		'END:VCARD',
	];
	return { displayName: fullName, vcard: lines.join('\n') };
}

/** The server passes on only the label of the pressed button, not its ID (whatsapp.business.service.ts 190). */
const metaButtonReply: MetaKind = (_state, instance, body) => {
	const target = findTargetMessage(instance, body);
	const inner = asObject(unwrapped(target.message).interactiveMessage);
	const button = buttonsOf(inner).find(({ id }) => id === body.buttonId);
	const label = asString(button?.label ?? body.buttonId);
	const isOfTemplate = target.messageType === 'templateMessage';
	return {
		messageType: isOfTemplate ? 'buttonMessage' : 'interactiveMessage',
		...withContext({ conversation: label }, body),
		isKept: true,
	};
};

const metaListReply = plain('interactiveMessage', (body, instance) => {
	const target = findTargetMessage(instance, body);
	const { sections } = asObject(unwrapped(target.message).listMessage);
	const rows = asList(sections).flatMap((section) => asList(asObject(section).rows).map(asObject));
	const row = rows.find(({ rowId }) => rowId === body.rowId);
	return { conversation: asString(row?.title ?? body.rowId) };
});

const metaReaction = (_state: State, instance: Instance, body: Json): FromMeta => {
	const target = findTargetMessage(instance, body);
	const emoji = optionalString(body.emoji);
	return {
		messageType: 'reactionMessage',
		message: { reactionMessage: compact({ key: { id: target.key.id }, text: emoji }) },
		attached: true,
		isKept: true,
	};
};

const raw: MetaKind = (_state, _instance, body) => {
	if (!isObject(body.message)) throw simError(400, '"message" must be an object');
	const messageType = optionalString(body.messageType) ?? Object.keys(body.message)[0] ?? 'unknown';
	const contextInfo = isObject(body.contextInfo) ? body.contextInfo : undefined;
	return { messageType, message: body.message, contextInfo, isKept: true };
};

const KINDS: Record<string, MetaKind> = {
	text: plain('conversation', ({ text }) => ({ conversation: asString(text) })),
	image: media('image'),
	video: media('video'),
	audio: media('audio'),
	document: media('document'),
	sticker,
	location: plain('locationMessage', ({ latitude, longitude, name, address }) => ({
		locationMessage: compact({
			degreesLatitude: latitude,
			degreesLongitude: longitude,
			name,
			address,
		}),
	})),
	contact: plain('contactMessage', ({ fullName, phoneNumber }) => ({
		contactMessage: cardOf(asString(fullName), asString(phoneNumber)),
	})),
	buttonReply: metaButtonReply,
	listReply: metaListReply,
	reaction: metaReaction,
	// The server ignores a form's answers, which WhatsApp sends in `nfm_reply.response_json`.
	form: plain('interactiveMessage', () => ({})),
	raw,
};

/** Returns the server's message for a customer's action; undefined for actions that the server ignores, such as an order. */
export function fromMeta(
	state: State,
	instance: Instance,
	kind: string,
	body: Json,
): FromMeta | undefined {
	return Object.hasOwn(KINDS, kind) ? KINDS[kind](state, instance, body) : undefined;
}

/** Reports a new contact for each message, because Meta sends a name without a number, so the server stores no contact. */
export function meetFromMeta(state: State, instance: Instance, { pushName, fromMe }: Origin): void {
	if (fromMe) return;
	const data = { pushName, instanceId: instance.id };
	state.emit({ instance, event: 'contacts.upsert', data });
}

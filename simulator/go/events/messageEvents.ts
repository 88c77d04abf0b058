import { randomBytes } from 'node:crypto';
import type { Json } from '../../core/data';
import { receivedId } from '../../core/ids';
import { asObject } from '../../core/values';
import type { Instance } from '../../state/instance';
import type { Message } from '../../state/message';
import type { State } from '../../state/state';
import { has } from '../state/versions';
import { groupInfoOf } from '../messages/groupInfo';
import { asAnswered, keySeenBy, secretOf } from '../messages/answering';
import { receivedInfo } from '../messages/info';
import { toGo } from '../messages/protobuf';
import type { GoEvent } from './goEvent';
import { referralIn } from './referral';

const FLAGS = {
	IsBotInvoke: false,
	IsDocumentWithCaption: false,
	IsEdit: false,
	IsEphemeral: false,
	IsLottieSticker: false,
	IsViewOnce: false,
	IsViewOnceV2: false,
	IsViewOnceV2Extension: false,
	NewsletterMeta: null,
	RetryCount: 0,
	SourceWebMsg: null,
	UnavailableRequestID: '',
};

/** Kinds of messages whose file the server downloads. Round videos aren't among them. */
const WITH_FILES = [
	'imageMessage',
	'audioMessage',
	'documentMessage',
	'videoMessage',
	'stickerMessage',
];
const WITHOUT_THUMBNAIL = ['imageMessage', 'videoMessage', 'documentMessage'];
const WITH_QUOTE = ['extendedTextMessage', ...WITH_FILES.filter((name) => !/sticker/.test(name))];

/** A plain text with a context, such as a quote, becomes an `extendedTextMessage`. */
function asWritten({ message, contextInfo }: Message): Json {
	const { conversation, ...rest } = message;
	const hasContext = contextInfo && Object.keys(contextInfo).length > 0;
	if (typeof conversation !== 'string' || !hasContext) return message;
	return { extendedTextMessage: { text: conversation, contextInfo }, ...rest };
}

const messageContextInfo = (secret: Buffer = randomBytes(32)) => ({
	deviceListMetadata: {
		senderKeyHash: randomBytes(10).toString('base64'),
		senderTimestamp: 1_774_880_000,
		recipientKeyHash: randomBytes(10).toString('base64'),
		recipientTimestamp: 1_774_880_000,
	},
	deviceListMetadataVersion: 2,
	messageSecret: secret.toString('base64'),
});

const fileOf = ({ config }: State, { media }: Message, type: string): Json => {
	if (!config.go.webhookFiles || !media || !WITH_FILES.includes(type)) return {};
	return { base64: Buffer.concat(media.chunks).toString('base64') };
};

function quoteIn(written: Json, type: string): Json {
	if (!WITH_QUOTE.includes(type)) return {};
	const { stanzaID, quotedMessage } = asObject(asObject(written[type]).contextInfo);
	if (!stanzaID || !quotedMessage) return {};
	return { isQuoted: true, quoted: { stanzaID, quotedMessage } };
}

export function messageEvent(state: State, instance: Instance, message: Message): GoEvent {
	const written = asAnswered(instance, message, toGo(asWritten(message)));
	const [type] = Object.keys(written).filter((name) => name !== 'messageContextInfo');
	if (WITHOUT_THUMBNAIL.includes(type)) delete asObject(written[type]).JPEGThumbnail;
	const { key } = message;
	const group = instance.groups.get(key.remoteJid);
	const pushName = key.fromMe ? (instance.profileName ?? '') : (message.pushName ?? '');
	const isPlain = type !== 'reactionMessage' && type !== 'pollUpdateMessage';
	const data = {
		Info: receivedInfo(message, pushName),
		Message: {
			...(isPlain && { messageContextInfo: messageContextInfo(secretOf(message)) }),
			...written,
			...fileOf(state, message, type),
		},
		...FLAGS,
		...quoteIn(written, type),
		...referralIn(state, written),
		...(group && { groupData: groupInfoOf(group) }),
	};
	return { event: 'Message', data, chat: key.remoteJid, messageId: key.id };
}

/** Tells whether the server drops the message: up to 0.6.1, it drops a sticker that it can't read, such as an animated one. */
export const isLost = ({ config }: State, { messageType, media }: Message): boolean =>
	messageType === 'stickerMessage' &&
	!has(config, 'movingStickers') &&
	media?.mimetype !== 'image/webp';

function protocolEvent(
	instance: Instance,
	target: Message,
	edit: string,
	{ message, isEdit = false }: { message: Json; isEdit?: boolean },
): GoEvent {
	const id = receivedId();
	const about = { ...target, key: { ...target.key, id }, at: Date.now() };
	const group = instance.groups.get(target.key.remoteJid);
	const pushName = target.key.fromMe ? (instance.profileName ?? '') : (target.pushName ?? '');
	const info = receivedInfo({ ...about, messageType: 'protocolMessage' }, pushName, edit);
	const data = {
		Info: info,
		Message: { ...message, messageContextInfo: messageContextInfo() },
		...FLAGS,
		IsEdit: isEdit,
		...(group && { groupData: groupInfoOf(group) }),
	};
	return { event: 'Message', data, chat: target.key.remoteJid, messageId: id };
}

/** Today's phones encrypt edits, and the server passes them on without decrypting them. */
export function editEvent(state: State, instance: Instance, target: Message): GoEvent {
	const key = keySeenBy(instance, target, target);
	if (state.config.plainEdits) {
		const protocolMessage = {
			key,
			type: 14,
			editedMessage: toGo(target.message),
			timestampMS: Date.now(),
		};
		return protocolEvent(instance, target, '1', { message: { protocolMessage }, isEdit: true });
	}
	const secretEncryptedMessage = {
		targetMessageKey: key,
		encPayload: randomBytes(40).toString('base64'),
		encIV: randomBytes(12).toString('base64'),
		secretEncType: 2,
	};
	return protocolEvent(instance, target, '1', { message: { secretEncryptedMessage } });
}

export function revokeEvent(instance: Instance, target: Message): GoEvent {
	const protocolMessage = { key: keySeenBy(instance, target, target), type: 0 };
	return protocolEvent(instance, target, '7', { message: { protocolMessage } });
}

import type { Json } from '../../core/data';
import { asObject } from '../../core/values';
import type { Message } from '../../state/message';
import { isGroup } from '../core/jids';
import { ZERO_TIME } from '../core/answers';
import { goSeconds } from '../core/time';
import { senderLid } from './answering';

export interface Source {
	Chat: string;
	Sender: string;
	IsFromMe: boolean;
	IsGroup: boolean;
	AddressingMode: string;
	SenderAlt: string;
	RecipientAlt: string;
	BroadcastListOwner: string;
	BroadcastRecipients: null;
}

export const sourceFor = (parts: Partial<Source>): Source => ({
	Chat: '',
	Sender: '',
	IsFromMe: false,
	IsGroup: isGroup(parts.Chat ?? ''),
	AddressingMode: '',
	SenderAlt: '',
	RecipientAlt: '',
	BroadcastListOwner: '',
	BroadcastRecipients: null,
	...parts,
});

interface About {
	id: string;
	type: string;
	at: string;
	pushName?: string;
	mediaType?: string;
	edit?: string;
	serverId?: number;
	deviceSent?: Json;
}

export const infoFor = (source: Source, about: About): Json => ({
	...source,
	ID: about.id,
	ServerID: about.serverId ?? 0,
	Type: about.type,
	PushName: about.pushName ?? '',
	Timestamp: about.at,
	Category: '',
	Multicast: false,
	MediaType: about.mediaType ?? '',
	Edit: about.edit ?? '',
	MsgBotInfo: { EditType: '', EditTargetID: '', EditSenderTimestampMS: ZERO_TIME },
	MsgMetaInfo: {
		TargetID: '',
		TargetSender: '',
		TargetChat: '',
		DeprecatedLIDSession: null,
		ThreadMessageID: '',
		ThreadMessageSenderJID: '',
	},
	VerifiedName: null,
	DeviceSentMeta: about.deviceSent ?? null,
});

const MEDIA_TYPES: Record<string, string> = {
	imageMessage: 'image',
	videoMessage: 'video',
	ptvMessage: 'ptv',
	audioMessage: 'audio',
	documentMessage: 'document',
	stickerMessage: 'sticker',
	locationMessage: 'location',
	contactMessage: 'vcard',
	contactsArrayMessage: 'contact_array',
};
const ANSWER_TYPES: Record<string, string> = {
	buttonsResponseMessage: 'buttons_response',
	listResponseMessage: 'list_response',
	interactiveResponseMessage: 'native_flow_response',
};

function kindOf({ messageType, message }: Message): { type: string; mediaType: string } {
	if (messageType === 'reactionMessage') return { type: 'reaction', mediaType: '' };
	if (/^poll/.test(messageType)) return { type: 'poll', mediaType: '' };
	if (asObject(message[messageType]).ptt === true) return { type: 'media', mediaType: 'ptt' };
	if (Object.hasOwn(MEDIA_TYPES, messageType)) {
		return { type: 'media', mediaType: MEDIA_TYPES[messageType] };
	}
	return { type: 'text', mediaType: ANSWER_TYPES[messageType] ?? '' };
}

/** The server has replaced WhatsApp's LID with the phone number. */
function receivedSource(message: Message): Source {
	const { key, sender } = message;
	const isByLid = key.addressingMode === 'lid' || sender.endsWith('@lid');
	const addressingMode = isByLid ? 'lid' : '';
	// A person without a known number has no alternative address.
	const SenderAlt = sender.endsWith('@lid') ? '' : senderLid(message);
	if (isGroup(key.remoteJid)) {
		const group = { Chat: key.remoteJid, Sender: sender, AddressingMode: 'lid' };
		return sourceFor({ ...group, IsFromMe: key.fromMe, SenderAlt });
	}
	if (!key.fromMe) {
		const Chat = key.remoteJid.endsWith('@lid') ? sender : key.remoteJid;
		return sourceFor({ Chat, Sender: sender, AddressingMode: addressingMode, SenderAlt });
	}
	// If the owner wrote the message on the phone, the server doesn't replace the recipient's LID with the phone number.
	const RecipientAlt = key.remoteJid.endsWith('@lid') ? (key.remoteJidAlt ?? '') : '';
	return sourceFor({
		Chat: key.remoteJid,
		Sender: sender,
		IsFromMe: true,
		AddressingMode: addressingMode,
		RecipientAlt,
	});
}

/** Details that the account's other devices add to private messages (whatsmeow, types/message.go:112), but not in groups. */
const sentByPhone = ({ key }: Message): Json | undefined =>
	key.fromMe && !isGroup(key.remoteJid) ? { DestinationJID: key.remoteJid, Phash: '' } : undefined;

export function receivedInfo(message: Message, pushName: string, edit = ''): Json {
	const { key, at } = message;
	const { type, mediaType } = kindOf(message);
	return infoFor(receivedSource(message), {
		id: key.id,
		type,
		at: goSeconds(at),
		pushName,
		mediaType,
		edit,
		deviceSent: sentByPhone(message),
	});
}

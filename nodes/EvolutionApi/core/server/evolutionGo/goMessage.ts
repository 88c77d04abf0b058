import type { IDataObject } from 'n8n-workflow';

import { plainJid } from '../../values/addresses';
import { textOrNull, isRecord, recordOf } from '../../values/answer';
import { isPerson, isPhone } from '../../values/jid';
import { textsOf, firstText } from '../../values/loose';
import type { DeliveredMessage, Said } from '../delivery';
import { unwrap } from '../messageContent';
import { typeIn, whatsAppForm } from './whatsAppForm';

/** `2026-03-30T14:05:09-03:00` → ms; NaN if it is not told, also by Go's zero time, the year 1. */
export function msOf(time: unknown): number {
	const ms = Date.parse(textOrNull(time) ?? '');
	return ms > 0 ? ms : NaN;
}

/** The same as ISO text; null if it is not told. */
export function isoOf(time: unknown): string | null {
	const ms = msOf(time);
	return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

/**
 * All addresses of one person or group, without devices, that with the phone number first. Go puts the number in the place of
 * the LID only in messages that came in: so a chat has the same address whoever wrote in it.
 */
export function numberFirst(...addresses: unknown[]): string[] {
	const jids = [...new Set(textsOf(addresses).map(plainJid))];
	return [...jids.filter(isPhone), ...jids.filter((jid) => !isPhone(jid))];
}

/** The chat of a message, a tick or a presence, with `Chat`, `Sender` and their other addresses. */
export function chatOfSource(source: IDataObject): string[] {
	const { Chat, Sender, SenderAlt, RecipientAlt, IsFromMe } = source;
	const [chat] = numberFirst(Chat);
	if (chat === undefined || !isPerson(chat)) return numberFirst(Chat);
	return numberFirst(Chat, ...(IsFromMe === true ? [RecipientAlt] : [Sender, SenderAlt]));
}

export const senderOfSource = ({ Sender, SenderAlt }: IDataObject): string[] =>
	numberFirst(Sender, SenderAlt);

/** In groups, statuses and broadcast lists: who it is from. */
export function participantOfSource(source: IDataObject): string | null {
	const [chat = ''] = chatOfSource(source);
	const hasMany = chat.endsWith('@g.us') || chat.endsWith('@broadcast');
	return (hasMany ? senderOfSource(source)[0] : undefined) ?? null;
}

/** In Base64. */
const BEGINNING_OF_PNG = 'iVBORw0KGgo';

const EDIT = 14;
const REVOKE = 0;

/** `Info.Edit`: of a message, and of a post in a channel. */
const EDIT_MARKS = ['1', '3'];

/** What a message does to an earlier one. */
export interface Change {
	readonly event: 'messages.edited' | 'messages.delete';
	/** ID of the earlier one. Its chat and who wrote it are named as the other side sees them. */
	readonly target: string | null;
}

/**
 * Edits and deletions come as messages. Today's phones encrypt an edit, and the server passes that on unread: without a look
 * at it each would be an empty new message.
 * @param data of the delivery
 */
export function changeIn(data: IDataObject): Change | undefined {
	const { message } = unwrap(data.Message);
	const info = recordOf(data.Info);
	const { protocolMessage, secretEncryptedMessage: secret } = message;
	if (isRecord(protocolMessage)) return changeByProtocol(protocolMessage);
	const isEdit =
		isRecord(secret) || data.IsEdit === true || EDIT_MARKS.some((mark) => mark === info.Edit);
	if (!isEdit) return undefined;
	const target = recordOf(recordOf(secret).targetMessageKey).ID;
	return { event: 'messages.edited', target: firstText(target, info.ID) };
}

function changeByProtocol(protocol: IDataObject): Change | undefined {
	const target = firstText(recordOf(protocol.key).ID);
	if (isRecord(protocol.editedMessage) || protocol.type === EDIT)
		return { event: 'messages.edited', target };
	const isRevoke = (protocol.type ?? REVOKE) === REVOKE && target !== null;
	return isRevoke ? { event: 'messages.delete', target } : undefined;
}

/** @param data `{ Info, Message, … }` of `Message`, `SendMessage` and `SendStatus` */
export function goMessageIn(data: IDataObject, isSent: boolean): DeliveredMessage {
	const info = recordOf(data.Info);
	const change = isSent ? undefined : changeIn(data);
	const fromMe = info.IsFromMe === true;
	return {
		...saidIn(data, change),
		id: change === undefined ? firstText(info.ID) : change.target,
		fromMe,
		author: senderOfSource(info),
		participant: participantOfSource(info),
		senderName: fromMe ? null : firstText(info.PushName),
		time: isoOf(info.Timestamp),
		seconds: Math.floor(msOf(info.Timestamp) / 1000),
		status: statusOf(isSent, change),
		device: change === undefined ? deviceOf(firstText(info.ID)) : null,
		record: data,
	};
}

/** WhatsApp has taken what the server tells to be sent. Of others it tells no status. */
function statusOf(isSent: boolean, change: Change | undefined): string | null {
	if (isSent) return 'SERVER_ACK';
	return change?.event === 'messages.delete' ? 'DELETED' : null;
}

function saidIn(data: IDataObject, change: Change | undefined): Said {
	const message = recordOf(data.Message);
	const content = asDelivered(recordOf(whatsAppForm(data.Message)));
	const type = typeIn(content);
	return {
		content: change?.event === 'messages.edited' ? asEdit(content, change) : wrapped(data, content),
		type: change === undefined ? type : null,
		context: quoteBeside(data),
		base64: firstText(message.base64),
		fileUrl: firstText(message.mediaUrl),
	};
}

/** The server hands a sticker over as a PNG, if it can read it. */
function asDelivered(content: IDataObject): IDataObject {
	const { stickerMessage: sticker, base64 } = content;
	if (!isRecord(sticker) || firstText(base64)?.startsWith(BEGINNING_OF_PNG) !== true)
		return content;
	return { ...content, stickerMessage: { ...sticker, mimetype: 'image/png' } };
}

/** A new version, in the form that edits have. What nobody could read is none. */
function asEdit(content: IDataObject, { target }: Change): IDataObject {
	const { message } = unwrap(content);
	if (isRecord(message.protocolMessage)) return content;
	const editedMessage = isRecord(message.secretEncryptedMessage) ? undefined : message;
	return { protocolMessage: { key: { id: target }, type: EDIT, editedMessage } };
}

/** What the server has unwrapped. A message that may be looked at once comes without itself, as a rule. */
function wrapped(data: IDataObject, message: IDataObject): IDataObject {
	const { IsViewOnce, IsViewOnceV2, IsViewOnceV2Extension, UnavailableType } = data;
	const isOnce = [IsViewOnce, IsViewOnceV2, IsViewOnceV2Extension].includes(true);
	return isOnce || UnavailableType === 'view_once' ? { viewOnceMessage: { message } } : message;
}

/** Beside a message that was sent there is always one, empty if it answers nothing. */
function quoteBeside({ MessageContextInfo }: IDataObject): IDataObject | undefined {
	const context = recordOf(whatsAppForm(MessageContextInfo));
	return firstText(context.stanzaId) === null ? undefined : context;
}

/** Each kind of device makes IDs of its own form. */
const DEVICES: ReadonlyArray<readonly [form: RegExp, device: string]> = [
	[/^3A.{18}$/, 'ios'],
	[/^3E.{20}$/, 'web'],
	[/^(.{21}|.{32})$/, 'android'],
	[/^(3F.*|.{18})$/, 'desktop'],
];

const deviceOf = (id: string | null): string | null =>
	id === null ? null : (DEVICES.find(([form]) => form.test(id))?.[1] ?? 'unknown');

/** The message's own ID and chat: edits and deletions have an ID beside that of the message that they change. */
export function messageParts(data: IDataObject): unknown[] | undefined {
	const info = recordOf(data.Info);
	const id = firstText(info.ID);
	// A message that may be looked at once is first announced, and may come then.
	const isEmpty = !isRecord(data.Message);
	return id === null ? undefined : [id, chatOfSource(info)[0] ?? '', ...(isEmpty ? ['empty'] : [])];
}

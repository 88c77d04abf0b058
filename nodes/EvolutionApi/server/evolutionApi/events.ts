import type { IDataObject } from 'n8n-workflow';

import { explainRejection } from '../../errors/rejections';
import { asJid, nameOrNull, parseAddress, plainJid, senderKeys } from '../../core/values/addresses';
import {
	isRecord,
	asRecord,
	firstText,
	flagOrNull,
	asList,
	numberOrNull,
} from '../../core/values/answer';
import { sanitize } from '../../core/values/sanitize';
import { plainNameOrNull } from '../../core/values/text';
import { isoFromSeconds, isoFromText } from '../../core/values/time';
import type { ConnectionChange } from '../delivery';
import { addressesOfChat, findChatConflict, chatKeys } from '../words/chatAddresses';
import { classifyConnectionEnd, explainStatusCode } from '../words/connectionEnds';
import { readKeys, readName, readOwner, readPicture, readPollUpdates } from '../words/keys';
import { pollResults } from '../words/messages';

/** @param why the error that ended the connection, as JSON */
export const isOwnLogOut = (why: unknown): boolean =>
	/Log out instance|Intentional Logout/.test(String(why));

const CONNECTIONS = ['open', 'connecting', 'close'] as const;

export function readConnectionChange(event: string, data: unknown): ConnectionChange | undefined {
	const { state, statusReason } = asRecord(data);
	switch (event) {
		case 'connection.update': {
			if (state === 'refused') return CODES_USED_UP;
			const connection = CONNECTIONS.find((candidate) => candidate === state);
			return connection && changeTo(connection, numberOrNull(statusReason));
		}
		case 'remove.instance':
			return { state: 'close', reason: null, isMeant: true };
		default:
			return undefined;
	}
}

/** Reported after the last QR code has expired: the server doesn't make any more. */
const CODES_USED_UP: ConnectionChange = {
	state: 'close',
	end: 'qrCodesUsedUp',
	reason: 'No QR code was scanned',
	isMeant: false,
};

const changeTo = (state: ConnectionChange['state'], code: number | null): ConnectionChange => ({
	state,
	end: state === 'close' ? classifyConnectionEnd(code) : undefined,
	reason: explainStatusCode(code),
	isMeant: false,
});

/** `connection.update`: `state` is connecting, open, close or refused; if open, the event names the account. */
function simplifyConnection(data: IDataObject): IDataObject {
	const code = numberOrNull(data.statusReason);
	const { jid, phoneNumber } = parseAddress(data.wuid);
	return {
		state: firstText(data.state),
		statusCode: code,
		reason: explainStatusCode(code),
		jid,
		phoneNumber,
		profileName: firstText(data.profileName),
		profilePictureUrl: firstText(data.profilePictureUrl),
	};
}

function simplifyInstanceStatus(data: IDataObject): IDataObject {
	const code = numberOrNull(data.disconnectionReasonCode);
	return {
		timestamp: isoFromText(data.disconnectionAt),
		status: firstText(data.status),
		statusCode: code,
		reason: explainStatusCode(code),
	};
}

/** `qrcode.updated`: codes to link a phone. When the server stops making codes, `message` explains why. */
function simplifyQrCode(data: IDataObject): IDataObject {
	const { code, pairingCode } = asRecord(data.qrcode);
	return {
		qrCode: firstText(code),
		pairingCode: firstText(pairingCode),
		message: firstText(data.message),
		statusCode: numberOrNull(data.statusCode),
	};
}

/**
 * `instance.create`, `instance.delete`, `logout.instance`, `remove.instance`. The last two events have no data, so `instanceId`
 * is null.
 */
const simplifyInstance = (data: unknown): IDataObject => ({
	instanceId: firstText(asRecord(data).instanceId),
});

const simplifyHistory = (data: IDataObject): IDataObject => ({
	messageCount: numberOrNull(data.messageCount),
	chatCount: numberOrNull(data.chatCount),
	contactCount: numberOrNull(data.contactCount),
});

const STATUS_TEXTS = new Map([
	['ERROR', 'failed'],
	['PENDING', 'pending'],
	['SERVER_ACK', 'sent'],
	['DELIVERY_ACK', 'delivered'],
	['READ', 'read'],
	['PLAYED', 'played'],
	['DELETED', 'deleted'],
	['EDITED', 'edited'],
]);

function readStatusText(data: IDataObject): string | null {
	const status = readStatus(data);
	return status === null ? null : (STATUS_TEXTS.get(status) ?? status.toLowerCase());
}

/** For edits, votes and other people's messages, `SERVER_ACK` means that there is no status. */
function readStatus(data: IDataObject): string | null {
	const { message, fromMe } = data;
	const isOther = isRecord(message) || Array.isArray(readPollUpdates(data)) || fromMe === false;
	const status = firstText(data.status);
	return isOther && status === 'SERVER_ACK' ? null : status;
}

function simplifyMessageStatus(data: IDataObject): IDataObject {
	const chatConflict = findChatConflict(data);
	const { chat, ...chatDetails } = chatKeys(data);
	const messageId = firstText(readKeys(data).updatedId);
	const isAlone = chatConflict !== undefined || chatDetails.chatType === 'private';
	// In a private chat, `data.participant` only repeats the chat's JID.
	const participant = isAlone ? null : firstText(data.participant);
	const statusText = readStatusText(data);
	return {
		statusText,
		chat,
		status: readStatus(data),
		messageId,
		fromMe: data.fromMe === true,
		...chatDetails,
		...(chatConflict === undefined ? {} : { chatConflict: { ...chatConflict } }),
		...(participant === null ? {} : { participant: plainJid(participant) }),
		...(statusText === 'failed' ? explainRejection(messageId) : {}),
		pollResults: pollResults(data),
	};
}

const readContactName = (data: IDataObject): string | null => {
	const addresses = addressesOfChat(data);
	const names = [readName(data), data.name, data.notify];
	return firstText(...names.map((name) => nameOrNull(name, addresses)));
};

const simplifyContact = (data: IDataObject): IDataObject => ({
	...chatKeys(data),
	name: plainNameOrNull(readContactName(data)),
	profilePictureUrl: firstText(readPicture(data)),
});

/** `chats.upsert`, `chats.update`, `chats.set`, `chats.delete` (a list of JIDs): an item per chat. */
function simplifyChat(data: unknown): IDataObject | undefined {
	if (!isRecord(data) && typeof data !== 'string') return undefined;
	const { name, unreadMessages, unreadCount } = asRecord(data);
	return {
		...chatKeys(data),
		name: plainNameOrNull(firstText(name)),
		unreadCount: numberOrNull(unreadMessages ?? unreadCount),
	};
}

/** `presence.update`: an item per person; in a private chat, only the other side. */
function simplifyPresence(data: IDataObject): IDataObject[] | undefined {
	if (!isRecord(data.presences)) return undefined;
	return Object.entries(data.presences).map(([person, presence]) => {
		const { lastKnownPresence, lastSeen } = asRecord(presence);
		return {
			...chatKeys(data),
			...senderKeys(person),
			presence: firstText(lastKnownPresence),
			lastSeenAt: isoFromSeconds(lastSeen),
		};
	});
}

function readMember(member: unknown): IDataObject {
	const { id, jid, lid, phoneNumber, name, admin } = asRecord(
		isRecord(member) ? member : { id: member },
	);
	const address = firstText(id, jid);
	// If the server can't resolve a LID, it returns the LID's digits as the phone number.
	const phone = firstText(phoneNumber);
	const isPhone = phone !== null && phone.split('@')[0] !== lidDigits(address);
	return {
		...parseAddress(address, jid, isPhone ? phone : null, lid),
		name: plainNameOrNull(firstText(name)),
		role: firstText(admin) ?? 'member',
	};
}

const lidDigits = (jid: string | null) => (jid?.endsWith('@lid') ? jid.split('@')[0] : undefined);

function findPerson(members: unknown, ...addresses: unknown[]): ReturnType<typeof parseAddress> {
	const person = parseAddress(...addresses);
	const { jid } = person;
	const same = asList(members)
		.map(readMember)
		.find((member) => jid !== null && [member.jid, member.lid].includes(jid));
	const number = person.phoneNumber ?? firstText(same?.phoneNumber);
	return number === null ? person : parseAddress(asJid(number), jid);
}

const GROUP_SETTINGS = {
	name: 'subject',
	description: 'desc',
	onlyAdminsWrite: 'announce',
	onlyAdminsEdit: 'restrict',
	disappearingSeconds: 'ephemeralDuration',
	membersCanAdd: 'memberAddMode',
	joinApproval: 'joinApprovalMode',
	inviteCode: 'inviteCode',
} as const;

/** If an event only has a group ID and an author, the description was removed. */
function findChanged(data: IDataObject): string[] {
	const keys = Object.entries(GROUP_SETTINGS).flatMap(([name, key]) => (key in data ? name : []));
	const isNothingElse = Object.keys(data).every((key) =>
		['id', 'author', 'authorPn'].includes(key),
	);
	return keys.length === 0 && isNothingElse && 'author' in data ? ['description'] : keys;
}

function simplifyGroupEvent(data: IDataObject): IDataObject {
	const changedBy = findPerson(data.participants, data.author, data.authorPn);
	return {
		...chatKeys(data),
		name: firstText(data.subject),
		description: firstText(data.desc),
		owner: findPerson(data.participants, data.owner, data.ownerPn, readOwner(data)).jid,
		changedBy: parseAddress(data.author, data.authorPn).jid,
		changedByPhone: changedBy.phoneNumber,
		createdAt: isoFromSeconds(data.creation),
		onlyAdminsWrite: flagOrNull(data.announce),
		onlyAdminsEdit: flagOrNull(data.restrict),
		disappearingSeconds: numberOrNull(data.ephemeralDuration),
		membersCanAdd: flagOrNull(data.memberAddMode),
		joinApproval: flagOrNull(data.joinApprovalMode),
		inviteCode: firstText(data.inviteCode),
		memberCount: numberOrNull(data.size),
		participants: Array.isArray(data.participants) ? data.participants.map(readMember) : null,
	};
}

function simplifyGroupUpdate(data: IDataObject): IDataObject {
	const changes = findChanged(data);
	const item = simplifyGroupEvent(data);
	const isRemoved = changes.includes('description') && item.description === null;
	return { ...item, ...(isRemoved ? { description: '' } : {}), changed: changes };
}

/** `group-participants.update`: `action` is add, remove, promote or demote. */
function simplifyParticipants(data: IDataObject): IDataObject {
	const details = asList(data.participantsData).map(asRecord);
	const participants = asList(data.participants).map((member) => {
		const own = isRecord(member) ? member : { id: member };
		const detail = details.find(({ jid }) => typeof jid === 'string' && jid === own.id);
		// For a `member` that is an object, `participantsData` has the phone number "[object Object]", so that entry isn't used.
		const { jid, phoneNumber, lid, name } = readMember({ ...detail, ...own });
		return { jid, phoneNumber, lid, name };
	});
	const author = parseAddress(data.author, data.authorPn);
	return {
		...chatKeys(data),
		action: firstText(data.action),
		author: author.jid,
		authorPhone: author.phoneNumber,
		participants,
	};
}

/** `labels.edit`: `color` is WhatsApp's number for the color. */
const simplifyLabel = (data: IDataObject): IDataObject => ({
	labelId: firstText(data.id),
	name: firstText(data.name),
	color: numberOrNull(data.color),
	isDeleted: data.deleted === true,
});

/** `labels.association`: `action` is add or remove. */
const simplifyLabelOfChat = (data: IDataObject): IDataObject => ({
	...chatKeys(data),
	labelId: firstText(data.labelId),
	action: firstText(data.type),
});

/**
 * `call`: `status` is offer, ringing, accept, reject, timeout or terminate. `isOffline`: the server was not connected to
 * WhatsApp at the time of the call.
 */
const simplifyCall = (data: IDataObject): IDataObject => ({
	timestamp: isoFromText(data.date),
	callId: firstText(data.id),
	...chatKeys(data),
	...senderKeys(data.from, data.callerPn),
	status: firstText(data.status),
	isVideo: data.isVideo === true,
	isGroupCall: data.isGroup === true || firstText(data.groupJid) !== null,
	isOffline: flagOrNull(data.offline),
});

const simplifyTypebotStart = (data: IDataObject): IDataObject => ({
	...chatKeys(data),
	typebot: firstText(data.typebot),
	typebotUrl: firstText(data.url),
	sessionId: firstText(data.sessionId),
	variables: (sanitize(data.variables) ?? null) as IDataObject[] | null,
});

/** `typebot.change-status`: `status` is opened, paused, closed or delete. */
function simplifyTypebotStatus(data: IDataObject): IDataObject {
	const session = asRecord(data.session);
	return {
		...chatKeys(data),
		status: firstText(data.status),
		sessionId: firstText(session.sessionId),
		name: plainNameOrNull(firstText(readName(session))),
	};
}

type ReadFacts = (data: unknown) => IDataObject | IDataObject[] | undefined;

const ofRecord =
	(read: (data: IDataObject) => ReturnType<ReadFacts>): ReadFacts =>
	(data) =>
		isRecord(data) ? read(data) : undefined;

export const FACTS: ReadonlyMap<string, ReadFacts> = new Map<string, ReadFacts>([
	['call', ofRecord(simplifyCall)],
	['chats.delete', simplifyChat],
	['chats.set', simplifyChat],
	['chats.update', simplifyChat],
	['chats.upsert', simplifyChat],
	['connection.update', ofRecord(simplifyConnection)],
	['contacts.set', ofRecord(simplifyContact)],
	['contacts.update', ofRecord(simplifyContact)],
	['contacts.upsert', ofRecord(simplifyContact)],
	['group-participants.update', ofRecord(simplifyParticipants)],
	['groups.update', ofRecord(simplifyGroupUpdate)],
	['groups.upsert', ofRecord(simplifyGroupEvent)],
	['instance.create', simplifyInstance],
	['instance.delete', simplifyInstance],
	['labels.association', ofRecord(simplifyLabelOfChat)],
	['labels.edit', ofRecord(simplifyLabel)],
	['logout.instance', simplifyInstance],
	['messages.update', ofRecord(simplifyMessageStatus)],
	['messaging-history.set', ofRecord(simplifyHistory)],
	['presence.update', ofRecord(simplifyPresence)],
	['qrcode.updated', ofRecord(simplifyQrCode)],
	['remove.instance', simplifyInstance],
	['status.instance', ofRecord(simplifyInstanceStatus)],
	['typebot.change-status', ofRecord(simplifyTypebotStatus)],
	['typebot.start', ofRecord(simplifyTypebotStart)],
]);

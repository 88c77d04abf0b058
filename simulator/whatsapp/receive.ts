import { randomBytes } from 'node:crypto';
import type { Json } from '../core/data';
import { asList, asObject, asString, optionalString } from '../core/values';
import { simError } from '../core/answers';
import type { Instance } from '../state/instance';
import { isAtLeast } from '../state/config';
import type { State } from '../state/state';
import { deliver, take } from './arrival';
import type { Incoming, Origin } from './incoming';
import { senderView } from './keys';
import { digitsOf, toJid } from './numbers';
import { changes, encryptedEdit, findTargetMessage } from './receiveChanges';
import { incoming } from './receiveKinds';
import { fromMeta } from './receiveMeta';

function originOf(instance: Instance, body: Json): Origin {
	const from = optionalString(body.from);
	if (!from) throw simError(400, '"from" must be a number or a JID');
	const isEvolution = instance.integration === 'EVOLUTION';
	const person = isEvolution ? from : toJid(from);
	const fromMe = body.fromMe === true;
	const chat = optionalString(body.chat) ?? person;
	const savedName = instance.contacts.get(person)?.name;
	const pushName = optionalString(body.pushName) ?? savedName ?? digitsOf(person);
	const sender = fromMe ? (instance.ownerJid ?? '') : person;
	const lid = optionalString(body.lid);
	const username = optionalString(body.username);
	return { chat, sender, fromMe, pushName: fromMe ? 'Você' : pushName, lid, username };
}

/** Tells whether an edit arrives encrypted, as today's phones send it. */
const isEncryptedEdit = ({ config }: State, { integration }: Instance, kind: string, body: Json) =>
	kind === 'edit' &&
	config.server === 'api' &&
	integration === 'WHATSAPP-BAILEYS' &&
	body.plain !== true &&
	!config.plainEdits;

export function receive(state: State, instance: Instance, body: Json): Json {
	if (instance.state !== 'open')
		throw simError(409, `Instance "${instance.name}" is not connected`);
	const kind = asString(body.kind);
	// The Business app on the account's own phone sends a greeting.
	if (kind === 'greeting') {
		return receive(state, instance, { ...body, kind: 'text', fromMe: true });
	}
	const origin = originOf(instance, body);
	if (instance.account.blocked.has(origin.chat) && !origin.fromMe) return { ignored: true };
	if (instance.integration === 'WHATSAPP-BUSINESS') {
		return receiveFromMeta(state, instance, origin, body);
	}
	if (kind === 'album') return receiveAlbum(state, instance, origin, body);
	if (isEncryptedEdit(state, instance, kind, body)) {
		return take(state, instance, origin, encryptedEdit(state, instance, origin, body));
	}
	if (Object.hasOwn(changes, kind)) return changes[kind](state, instance, origin, body);
	const read = incoming(instance, origin, kind, body);
	if (kind === 'pollVote' && isVoteLost(state, instance, origin, body)) return { ignored: true };
	return take(state, instance, origin, read);
}

/** Before 2.3.7, the server doesn't report votes. */
function isVoteLost(state: State, instance: Instance, { chat }: Origin, body: Json): boolean {
	const isTold = isAtLeast(state.config, '2.3.7') || instance.integration !== 'WHATSAPP-BAILEYS';
	if (isTold) return false;
	const { id } = findTargetMessage(instance, body).key;
	state.changed({ type: 'update', instance: instance.name, chat, id });
	return true;
}

function receiveFromMeta(state: State, instance: Instance, origin: Origin, body: Json): Json {
	const arrival = fromMeta(state, instance, asString(body.kind), body);
	return arrival ? deliver(state, instance, origin, arrival) : { ignored: true };
}

const ASSOCIATIONS = { album: 1, hdVideo: 5, hdImage: 10 };

/** Receives an album: a header with the number of files, and then each file in a message that names the header. */
function receiveAlbum(state: State, instance: Instance, origin: Origin, body: Json): Json {
	const items = asList(body.items).map(asObject);
	const kinds = items.map(({ kind }) => asString(kind));
	const areFiles = kinds.every((kind) => kind === 'image' || kind === 'video');
	if (items.length < 2 || !areFiles) {
		throw simError(400, '"items" must hold two pictures or videos or more, as {kind, base64, …}');
	}
	const count = (name: string) => kinds.filter((kind) => kind === name).length;
	const album = { expectedImageCount: count('image'), expectedVideoCount: count('video') };
	const messageContextInfo = { messageSecret: randomBytes(32) };
	const header = take(state, instance, origin, {
		messageType: 'albumMessage',
		message: { albumMessage: album, messageContextInfo },
		attached: true,
	});
	const nameIn = (sent: Json, type: number) => {
		const { id } = asObject(sent.key);
		const parent = findTargetMessage(instance, { targetId: id });
		const parentMessageKey = senderView(instance, origin, parent);
		return { associationType: type, parentMessageKey };
	};
	for (const item of items) {
		const read = incoming(instance, origin, asString(item.kind), item);
		const child = associated(read, nameIn(header, ASSOCIATIONS.album));
		const sent = take(state, instance, origin, child);
		if (item.hd !== true) continue;
		const type = item.kind === 'video' ? ASSOCIATIONS.hdVideo : ASSOCIATIONS.hdImage;
		take(state, instance, origin, inChild(associated(read, nameIn(sent, type))));
	}
	return header;
}

function associated(read: Incoming, messageAssociation: Json): Incoming {
	const messageContextInfo = { messageSecret: randomBytes(32), messageAssociation };
	return { ...read, message: { ...read.message, messageContextInfo } };
}

/** Wraps the HD copy of a picture or video, so that phones don't show it as a second message. */
function inChild({ message, ...read }: Incoming): Incoming {
	const { messageContextInfo, ...content } = message;
	const messageType = 'associatedChildMessage';
	return {
		...read,
		messageType,
		message: { [messageType]: { message: content }, messageContextInfo },
		attached: true,
	};
}

import { toBlob } from '../core/body';
import type { Json } from '../core/data';
import { asList, asString, compact, isObject, optionalString } from '../core/values';
import { simError } from '../core/answers';
import type { Instance } from '../state/instance';
import type { Media } from '../state/message';
import type { Incoming, Kind, Origin } from './incoming';
import { mediaContent, type MediaType } from './mediaContent';
import { senderView } from './keys';
import { changes, findTargetMessage, quoteContext } from './receiveChanges';
import { buttonReply, listReply, pollVote, reaction } from './receiveAnswers';
import { long } from './wire';

function contextOf(instance: Instance, { chat }: Origin, body: Json): Json | undefined {
	const quotedId = optionalString(body.quotedId);
	const quoted = quotedId && findTargetMessage(instance, { targetId: quotedId });
	const mentionedJid = asList(body.mentions).map(String);
	if (!quoted && mentionedJid.length === 0) return undefined;
	return {
		...(quoted && quoteContext(quoted, chat)),
		...(mentionedJid.length > 0 && { mentionedJid }),
	};
}

/** The server turns a text with a context into a plain text, and keeps the context next to it. */
const text: Kind = (instance, origin, body) => ({
	messageType: 'conversation',
	message: { conversation: asString(body.text) },
	contextInfo: contextOf(instance, origin, body),
});

function withContext(messageType: string, part: Json, contextInfo: Json | undefined): Incoming {
	return {
		messageType,
		message: { [messageType]: { ...part, ...(contextInfo && { contextInfo }) } },
		contextInfo: contextInfo ?? null,
	};
}

const media =
	(type: MediaType): Kind =>
	(instance, origin, body) => {
		const base64 = optionalString(body.base64);
		if (!base64) throw simError(400, '"base64" must hold the file');
		const mimetype = optionalString(body.mimetype) ?? 'application/octet-stream';
		const file: Media = {
			...toBlob([Buffer.from(base64, 'base64')]),
			mimetype,
			fileName: optionalString(body.fileName),
		};
		const { messageType, part } = mediaContent(type, file, {
			caption: body.caption,
			ptt: body.ptt,
		});
		return { ...withContext(messageType, part, contextOf(instance, origin, body)), media: file };
	};

const contact: Kind = (instance, origin, body) => {
	const fullName = asString(body.fullName);
	const phone = asString(body.phoneNumber);
	const vcard = `BEGIN:VCARD\nVERSION:3.0\nFN:${fullName}\nTEL;waid=${phone.replace(/\D/g, '')}:${phone}\nEND:VCARD`;
	const part = { displayName: fullName, vcard };
	return withContext('contactMessage', part, contextOf(instance, origin, body));
};

const location: Kind = (instance, origin, body) => {
	const { latitude, longitude, name, address } = body;
	const part = compact({ degreesLatitude: latitude, degreesLongitude: longitude, name, address });
	return withContext('locationMessage', part, contextOf(instance, origin, body));
};

const pin: Kind = (instance, origin, body) => ({
	messageType: 'pinInChatMessage',
	message: {
		pinInChatMessage: {
			key: senderView(instance, origin, findTargetMessage(instance, body)),
			type: body.pinned === false ? 2 : 1,
			senderTimestampMs: long(Date.now()),
		},
		messageContextInfo: { messageAddOnDurationInSecs: 604_800 },
	},
	attached: true,
});

const raw: Kind = (_instance, _origin, body) => {
	if (!isObject(body.message)) throw simError(400, '"message" must be an object');
	const messageType = optionalString(body.messageType) ?? Object.keys(body.message)[0] ?? 'unknown';
	return {
		messageType,
		message: body.message,
		contextInfo: isObject(body.contextInfo) ? body.contextInfo : undefined,
	};
};

const KINDS: Record<string, Kind> = {
	text,
	image: media('image'),
	video: media('video'),
	audio: media('audio'),
	document: media('document'),
	sticker: media('sticker'),
	location,
	contact,
	reaction,
	buttonReply,
	listReply,
	pollVote,
	pin,
	raw,
};

export function incoming(instance: Instance, origin: Origin, kind: string, body: Json): Incoming {
	if (!Object.hasOwn(KINDS, kind)) {
		throw simError(
			400,
			`"kind" must be one of ${[...Object.keys(KINDS), ...Object.keys(changes), 'album', 'greeting'].join(', ')}`,
		);
	}
	return KINDS[kind](instance, origin, body);
}

import { toBlob } from '../core/body';
import type { Json } from '../core/data';
import { asList, asString, compact, isObject, optionalString } from '../core/values';
import { simError } from '../core/answers';
import type { Instance } from '../state/instance';
import type { Media } from '../state/message';
import type { Incoming, Kind, Origin } from './incoming';
import { mediaContent, type MediaType } from './mediaContent';
import { findTargetMessage } from './receiveChanges';
import { buttonReply, listReply, pollVote, quoteContext, reaction } from './receiveAnswers';

const text: Kind = (instance, _origin, body) => {
	const quoted = optionalString(body.quotedId)
		? findTargetMessage(instance, { targetId: body.quotedId })
		: undefined;
	const mentionedJid = asList(body.mentions).map(String);
	return {
		messageType: 'conversation',
		message: { conversation: asString(body.text) },
		contextInfo:
			quoted || mentionedJid.length > 0
				? { ...(quoted && quoteContext(quoted)), ...(mentionedJid.length > 0 && { mentionedJid }) }
				: undefined,
	};
};

const media =
	(type: MediaType): Kind =>
	(_instance, _origin, body) => {
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
		return { messageType, message: { [messageType]: part }, contextInfo: null, media: file };
	};

const contact: Kind = (_instance, _origin, body) => {
	const fullName = asString(body.fullName);
	const phone = asString(body.phoneNumber);
	const vcard = `BEGIN:VCARD\nVERSION:3.0\nFN:${fullName}\nTEL;waid=${phone.replace(/\D/g, '')}:${phone}\nEND:VCARD`;
	return {
		messageType: 'contactMessage',
		message: { contactMessage: { displayName: fullName, vcard } },
		contextInfo: null,
	};
};

const location: Kind = (_instance, _origin, { latitude, longitude, name, address }) => ({
	messageType: 'locationMessage',
	message: {
		locationMessage: compact({
			degreesLatitude: latitude,
			degreesLongitude: longitude,
			name,
			address,
		}),
	},
	contextInfo: null,
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
	raw,
};

export function incoming(instance: Instance, origin: Origin, kind: string, body: Json): Incoming {
	if (!Object.hasOwn(KINDS, kind)) {
		throw simError(
			400,
			`"kind" must be one of ${[...Object.keys(KINDS), 'edit', 'delete'].join(', ')}`,
		);
	}
	return KINDS[kind](instance, origin, body);
}

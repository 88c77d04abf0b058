import { randomBytes } from 'node:crypto';
import type { Json } from '../../core/data';
import type { Answer } from '../../core/types';
import { successWith } from '../core/answers';
import type { GoCall } from '../core/route';
import { toGo } from '../messages/protobuf';
import { has } from '../state/versions';
import type { Addressed } from './common';
import { deliverGo } from './deliver';
import { sendMessage, typing } from './sendMessage';
import { targetOf } from './target';

/** A message as the server sends it, and the server's own name for its kind. */
interface Sent {
	type: string;
	message: Json;
}

/** Buttons or a list: the phone page's version, and the server's. */
export interface Interactive {
	messageType: string;
	kept: Json;
	sent: Sent;
}

/** Content of the wrapper for documents with a caption, from 0.7.2 on: the server's name, and the part in WhatsApp's form. */
export interface Wrapped {
	type: string;
	messageType: string;
	part: Json;
}

/** Sends it without quote and mentions, never marks a group, lets the server choose the ID, and sends no event. */
export async function sendBare(call: GoCall, body: Addressed, what: Interactive): Promise<Answer> {
	const jid = await targetOf(call, body.number, body.formatJid);
	await typing(call, body.delay);
	return successWith(
		await deliverGo(call, {
			jid,
			messageType: what.messageType,
			message: what.kept,
			as: {
				type: what.sent.type,
				quoted: body.quoted,
				isGroup: false,
				isSilent: true,
				message: what.sent.message,
			},
		}),
	);
}

/** Lists of 0.7.0 and 0.7.1: with an event, but everything in the body except receiver and delay is dropped. */
export async function sendForgetful(
	call: GoCall,
	{ number, delay }: Addressed,
	what: Interactive,
): Promise<Answer> {
	const quoted = { messageId: '', participant: '' };
	const body = { number, delay, quoted, formatJid: undefined, mentionAll: false, mentionedJid: [] };
	return successWith(
		await sendMessage(call, body, {
			messageType: what.messageType,
			type: what.sent.type,
			part: {},
			wrap: () => what.kept,
			answered: () => what.sent.message,
		}),
	);
}

/** Sends it like any message, except that its ID can't be chosen, it has no mentions, and without a quote it has no context. */
export async function sendWrapped(
	call: GoCall,
	body: Addressed,
	{ type, messageType, part }: Wrapped,
): Promise<Answer> {
	return successWith(
		await sendMessage(
			call,
			{ ...body, id: undefined },
			{
				messageType,
				type,
				part: {},
				mentionsNobody: true,
				wrap: () => ({ [messageType]: part }),
				answered: (contextInfo) => ({
					documentWithCaptionMessage: {
						message: toGo({
							[messageType]: { ...part, ...('stanzaId' in contextInfo && { contextInfo }) },
						}),
					},
					messageContextInfo: { messageSecret: randomBytes(32).toString('base64') },
				}),
			},
		),
	);
}

/** Returns which of its releases' three forms the server uses. */
export function eraOf({ state }: GoCall): 'viewOnce' | 'plain' | 'wrapped' {
	if (has(state.config, 'wrappedInteractive')) return 'wrapped';
	return has(state.config, 'plainInteractive') ? 'plain' : 'viewOnce';
}

/** Returns the title in bold, and the text below. */
export const headedText = (title: string, description: string) =>
	description === '' ? `*${title}*` : `*${title}*\n\n${description}\n`;

export const messageParameters = () => `{"from":"api","templateId":${Date.now()}}`;

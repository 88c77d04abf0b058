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

interface Sent {
	type: string;
	message: Json;
}

/** Buttons or a list: as the simulator stores them (`kept`), and as the server's answers contain them (`sent`). */
export interface Interactive {
	messageType: string;
	kept: Json;
	sent: Sent;
}

/** Buttons or a list from 0.7.2 on, which the server sends within a `documentWithCaptionMessage`. */
export interface Wrapped {
	type: string;
	messageType: string;
	part: Json;
}

/** Sends buttons or a list. The server ignores the request's mentions and ID, and sends no `SendMessage` event. */
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

/** Sends a list as 0.7.0 and 0.7.1 do: without the quote, the mentions and the ID that the request asks for. */
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

/** Sends buttons or a list. The server ignores the request's ID and mentions, and adds a context only for a quote. */
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

export function eraOf({ state }: GoCall): 'viewOnce' | 'plain' | 'wrapped' {
	if (has(state.config, 'wrappedInteractive')) return 'wrapped';
	return has(state.config, 'plainInteractive') ? 'plain' : 'viewOnce';
}

export const headedText = (title: string, description: string) =>
	description === '' ? `*${title}*` : `*${title}*\n\n${description}\n`;

export const messageParameters = () => `{"from":"api","templateId":${Date.now()}}`;

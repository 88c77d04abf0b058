import { randomBytes } from 'node:crypto';
import type { Json } from '../../core/data';
import type { Answer } from '../../core/types';
import { successWith } from '../core/answers';
import type { GoCall } from '../core/route';
import { toGo } from '../messages/protobuf';
import { isGoAtLeast } from '../state/goConfig';
import type { Addressed } from './common';
import { deliverGo } from './deliver';
import { sendMessage, typing } from './sendMessage';
import { targetOf } from './target';

/**
 * Buttons or a list. `kept` is what the phone page draws, `old` and `now` are what the server sends and answers with: up
 * to 0.6.1 in an envelope of messages that can be seen once, later in that of documents with a caption.
 */
export interface Interactive {
	messageType: string;
	kept: Json;
	old: { type: string; message: Json };
	now: { type: string; messageType: string; part: Json };
}

/** Quote and mentions are not sent, the group is called none, the id is the server's, and no event tells of it. */
async function sendOld(call: GoCall, body: Addressed, what: Interactive): Promise<Json> {
	const jid = await targetOf(call, body.number, body.formatJid);
	await typing(call, body.delay);
	return await deliverGo(call, {
		jid,
		messageType: what.messageType,
		message: what.kept,
		as: {
			type: what.old.type,
			quoted: body.quoted,
			isGroup: false,
			isSilent: true,
			message: what.old.message,
		},
	});
}

/** Like every message, but that nobody can choose its id. */
async function sendNow(call: GoCall, body: Addressed, what: Interactive): Promise<Json> {
	const { type, messageType, part } = what.now;
	return await sendMessage(
		call,
		{ ...body, id: undefined },
		{
			messageType: what.messageType,
			type,
			part: {},
			wrap: () => what.kept,
			answered: (contextInfo) => ({
				documentWithCaptionMessage: {
					message: { [messageType]: toGo({ ...part, contextInfo }) },
				},
				messageContextInfo: { messageSecret: randomBytes(32).toString('base64') },
			}),
		},
	);
}

export async function sendInteractive(
	call: GoCall,
	body: Addressed,
	what: Interactive,
): Promise<Answer> {
	const isNew = isGoAtLeast(call.state.config, '0.7.0');
	return successWith(await (isNew ? sendNow : sendOld)(call, body, what));
}

/** The title in bold, and the text below. */
export const headedText = (title: string, description: string) => `*${title}*\n\n${description}\n`;

import { randomBytes } from 'node:crypto';
import { asList, asObject, asString, compact } from '../core/values';
import { simError } from '../core/answers';
import type { Message } from '../state/message';
import { findTargetMessage, quoteContext } from './receiveChanges';
import type { Kind } from './incoming';
import { long } from './wire';
import { buttonsOf, replyButtonsOf, unwrapped } from './viewContent';

/** Returns the target's key for a reaction or a vote. `fromMe` is true if the account wrote the target message. */
const named = ({ key: { remoteJid, fromMe, id, participant } }: Message) =>
	compact({ remoteJid, fromMe, id, participant });

export const reaction: Kind = (instance, { sender }, body) => {
	const target = findTargetMessage(instance, body);
	const emoji = asString(body.emoji);
	if (emoji) target.reactions.set(sender, emoji);
	else target.reactions.delete(sender);
	return {
		messageType: 'reactionMessage',
		message: {
			reactionMessage: { key: named(target), text: emoji, senderTimestampMs: long(Date.now()) },
		},
		attached: true,
	};
};

export const buttonReply: Kind = (instance, { chat }, body) => {
	const target = findTargetMessage(instance, body);
	const { interactiveMessage, buttonsMessage } = unwrapped(target.message);
	const inner = asObject(interactiveMessage);
	const cards = asList(asObject(inner.carouselMessage).cards).map(asObject);
	const buttons = buttonsMessage
		? replyButtonsOf(asObject(buttonsMessage))
		: [inner, ...cards].flatMap(buttonsOf);
	const button = buttons.find(({ id }) => id === body.buttonId);
	if (!button) throw simError(404, `The message has no button "${asString(body.buttonId)}"`);
	const { id, label } = button;
	const contextInfo = quoteContext(target, chat);
	if (buttonsMessage) {
		// A phone's answer to the older kind of buttons. No recording shows the answer to such buttons from Evolution Go.
		const response = { selectedButtonId: id, selectedDisplayText: label, type: 1, contextInfo };
		return {
			messageType: 'buttonsResponseMessage',
			message: { buttonsResponseMessage: response },
			contextInfo,
		};
	}
	return {
		messageType: 'interactiveResponseMessage',
		message: {
			interactiveResponseMessage: {
				body: { text: label, format: 1 },
				nativeFlowResponseMessage: {
					name: 'quick_reply',
					paramsJson: JSON.stringify({ display_text: label, id }),
					version: 1,
				},
				contextInfo,
			},
		},
		contextInfo,
	};
};

export const listReply: Kind = (instance, { chat }, body) => {
	const target = findTargetMessage(instance, body);
	const sections = asList(asObject(unwrapped(target.message).listMessage).sections).map(asObject);
	const row = sections
		.flatMap(({ rows }) => asList(rows).map(asObject))
		.find(({ rowId }) => rowId === body.rowId);
	if (!row) throw simError(404, `The message has no row "${asString(body.rowId)}"`);
	const contextInfo = quoteContext(target, chat);
	return {
		messageType: 'listResponseMessage',
		message: {
			listResponseMessage: compact({
				title: row.title,
				listType: 1,
				singleSelectReply: { selectedRowId: row.rowId },
				description: row.description,
				contextInfo,
			}),
		},
		contextInfo,
	};
};

export const pollVote: Kind = (instance, { sender }, body) => {
	const target = findTargetMessage(instance, body);
	const poll = target.message.pollCreationMessageV3 ?? target.message.pollCreationMessage;
	const options = asList(asObject(poll).options).map((option) =>
		asString(asObject(option).optionName),
	);
	const selection = asList(body.options).map(String);
	const unknown = selection.find((option) => !options.includes(option));
	if (unknown !== undefined) throw simError(404, `The poll has no option "${unknown}"`);
	target.votes.set(sender, selection);
	const votersOf = (name: string) =>
		[...target.votes].filter(([, votes]) => votes.includes(name)).map(([jid]) => jid);
	return {
		messageType: 'pollUpdateMessage',
		message: {
			pollUpdateMessage: {
				pollCreationMessageKey: named(target),
				vote: { encPayload: randomBytes(50), encIv: randomBytes(12), selectedOptions: selection },
				senderTimestampMs: long(Date.now()),
			},
		},
		pollUpdates: options.map((name) => ({ name, voters: votersOf(name) })),
		attached: true,
	};
};

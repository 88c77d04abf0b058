import type { IDataObject } from 'n8n-workflow';

import { getChatType, plainJid } from '../core/values/addresses';
import {
	asRecord,
	asRecords,
	asTexts,
	firstText,
	flagOrNull,
	isRecord,
	numberOrNull,
	withoutNulls,
} from '../core/values/answer';
import { readKeys } from '../server/words/keys';
import { fileNameOf, findFilePart } from './messageParts';
import { readContent } from './readContent';

// The context of a message: the message that it quotes, its mentions, and the advertisement that led to it.

/**
 * Returns the quoted message as `quoted: { id, text, kind, sender }`; null if nothing is quoted. There may be more keys: `chat`
 * and `chatType` if the quoted message was written in another chat, `fileName`, and the keys of its kind, such as `product`.
 */
export function readQuoted(context: IDataObject): IDataObject | null {
	const id = firstText(context.stanzaId);
	const content =
		context.quotedMessage ?? asRecord(context.questionReplyQuotedMessage).quotedQuestion;
	const isKnown = isRecord(content);
	if (id === null && !isKnown) return null;
	const quote = { content };
	const { kind, text, part } = readContent(quote);
	const sender = firstText(context.participant);
	const elsewhere = firstText(readKeys(context).chat);
	const chat = elsewhere === null ? null : plainJid(elsewhere);
	const file = part && findFilePart(part);
	const details = isKnown ? (part?.reader.details?.(part.content, quote) ?? {}) : {};
	return {
		id,
		text,
		kind: isKnown ? kind : null,
		sender: sender === null ? null : plainJid(sender),
		...withoutNulls({ chat, chatType: chat === null ? null : getChatType(chat) }),
		...withoutNulls({ fileName: file === undefined ? null : fileNameOf(file.content) }),
		...details,
	};
}

export const readMentions = (context: IDataObject): string[] =>
	asTexts(context.mentionedJid).map(plainJid);

export const mentionsAll = ({ nonJidMentions }: IDataObject): boolean =>
	(numberOrNull(nonJidMentions) ?? 0) > 0;

export function readGroupMentions({ groupMentions }: IDataObject): IDataObject {
	const groups = asRecords(groupMentions).map(({ groupJid, groupSubject }) => ({
		group: firstText(groupJid),
		name: firstText(groupSubject),
	}));
	return groups.length === 0 ? {} : { groupMentions: groups };
}

export function readForwardedFrom({
	forwardedNewsletterMessageInfo: from,
}: IDataObject): IDataObject {
	if (!isRecord(from)) return {};
	const { newsletterJid, newsletterName } = from;
	return { forwardedFrom: { channel: firstText(newsletterJid), name: firstText(newsletterName) } };
}

const PAID_ENTRY = /ctwa|_ads?$|^ads?_/i;

/** The card of a shared link has none of these keys. */
const isAdCard = (card: IDataObject) =>
	card.sourceId != null || card.ctwaClid != null || card.sourceType === 'ad';

/** Empty for a forwarded message, because the advertisement led someone else to a chat. */
export function readAdReferral(context: IDataObject): IDataObject {
	if (isForwarded(context)) return {};
	const card = asRecord(context.externalAdReply);
	const conversion = firstText(context.conversionSource);
	const entry = firstText(context.entryPointConversionSource);
	const isPaid = PAID_ENTRY.test(entry ?? '') || PAID_ENTRY.test(conversion ?? '');
	const hasCard = isAdCard(card);
	if (!hasCard && !isPaid) return {};
	const adCard = hasCard ? card : {};
	const isPost = adCard.sourceType === 'post' && adCard.ctwaClid == null && !isPaid;
	const adReferral = withoutNulls({
		type: isPost ? 'post' : 'ad',
		title: firstText(adCard.title),
		body: firstText(adCard.body),
		sourceId: firstText(adCard.sourceId),
		sourceType: firstText(adCard.sourceType),
		sourceUrl: firstText(adCard.sourceUrl),
		sourceApp: firstText(adCard.sourceApp, context.entryPointConversionApp),
		entryPoint: entry,
		clickId: firstText(adCard.ctwaClid),
		conversionSource: conversion,
		mediaType: readMediaType(adCard.mediaType),
		mediaUrl: firstText(adCard.mediaUrl),
		thumbnailUrl: firstText(adCard.thumbnailUrl, adCard.originalImageUrl),
		greeting: firstText(adCard.greetingMessageBody),
		greetingShown: flagOrNull(adCard.automatedGreetingMessageShown),
	});
	return { adReferral };
}

/** Evolution API up to 2.3.2 delivers words instead of numbers. */
const MEDIA_TYPES = new Map<unknown, string>([
	[1, 'image'],
	[2, 'video'],
	['IMAGE', 'image'],
	['VIDEO', 'video'],
]);

const readMediaType = (type: unknown): string | null => MEDIA_TYPES.get(type) ?? null;

export const isForwarded = (context: IDataObject): boolean =>
	context.isForwarded === true || Number(context.forwardingScore) > 0;

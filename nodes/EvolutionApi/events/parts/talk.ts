import type { IDataObject } from 'n8n-workflow';

import type { MessageBody } from '../../server/delivery';
import {
	asList,
	asRecord,
	asRecords,
	asTexts,
	firstText,
	flagOrNull,
	numberOrNull,
	textOrNull,
} from '../../core/values/answer';
import { isoFromMilliseconds, isoFromSeconds } from '../../core/values/time';
import { readPlace } from './people';

// Polls, reactions, invitations and appointments.

export const inviteDetails = (part: IDataObject): IDataObject => ({
	groupInvite: {
		group: firstText(part.groupJid),
		name: firstText(part.groupName),
		code: firstText(part.inviteCode),
		expiresAt: isoFromSeconds(part.inviteExpiration),
	},
});

/** Leaves out the event's name, because the item has it as `text`. */
export const eventDetails = (part: IDataObject): IDataObject => ({
	calendarEvent: {
		description: firstText(part.description),
		startsAt: isoFromSeconds(part.startTime),
		endsAt: isoFromSeconds(part.endTime),
		isCanceled: flagOrNull(part.isCanceled) ?? flagOrNull(part.isCancelled) ?? false,
		joinUrl: firstText(part.joinLink),
		location: readPlace(asRecord(part.location)),
	},
});

export const plannedCallDetails = ({ scheduledTimestampMs }: IDataObject): IDataObject => ({
	calendarEvent: {
		description: null,
		startsAt: isoFromMilliseconds(scheduledTimestampMs),
		endsAt: null,
		isCanceled: false,
		joinUrl: null,
		location: null,
	},
});

export const targetOnly =
	(key: string) =>
	(part: IDataObject): IDataObject => ({ targetMessageId: firstText(asRecord(part[key]).id) });

const UNPIN = [2, 'UNPIN_FOR_ALL'];

export const pinDetails = ({ key, type }: IDataObject): IDataObject => ({
	targetMessageId: firstText(asRecord(key).id),
	pin: { isRemoved: UNPIN.some((unpin) => unpin === type) },
});

/** Leaves out the question, because the item has it as `text`. */
export const pollDetails = (part: IDataObject): IDataObject => ({
	poll: {
		options: asList(part.options).flatMap((option) => firstText(asRecord(option).optionName) ?? []),
		selectableCount: numberOrNull(part.selectableOptionsCount),
	},
});

/** In a channel, voters stay unknown. */
export const pollResultDetails = (part: IDataObject): IDataObject => ({
	pollResults: asRecords(part.pollVotes).map(({ optionName, optionVoteCount }) => ({
		option: firstText(optionName),
		votes: numberOrNull(optionVoteCount),
		voters: [],
	})),
});

/**
 * Returns the options of a vote; an empty list if the vote was withdrawn. Null if they're unknown, because the server couldn't
 * decrypt the vote, or didn't try. Options without a name, such as hashes, are left out.
 */
export function readVotedOptions({ vote }: IDataObject): string[] | null {
	const { selectedOptions } = asRecord(vote);
	if (!Array.isArray(selectedOptions)) return null;
	const names = selectedOptions.flatMap((option) =>
		typeof option === 'string' ? option : (textOrNull(asRecord(option).name) ?? []),
	);
	return names.length === 0 && selectedOptions.length > 0 ? null : asTexts(names);
}

export const pollVote = (
	part: IDataObject,
	{ votes = [] }: Pick<MessageBody, 'votes'>,
): IDataObject => ({
	targetMessageId: firstText(asRecord(part.pollCreationMessageKey).id),
	selectedOptions: readVotedOptions(part),
	pollResults: votes,
});

export function reactionDetails(part: IDataObject): IDataObject {
	const emoji = firstText(part.text);
	return {
		targetMessageId: firstText(asRecord(part.key).id),
		reaction: { emoji, isRemoved: emoji === null },
	};
}

export function readAnswerOfBot(part: IDataObject): string[] {
	const { title, rows } = asRecord(part.tableMetadata);
	const { annotations } = asRecord(part.mapMetadata);
	const code = asRecords(asRecord(part.codeMetadata).codeBlocks).map((block) => block.codeContent);
	return asTexts([
		part.messageText,
		title,
		...asRecords(rows).map(({ items }) => asTexts(items).join(' | ')),
		asTexts(code).join(''),
		asRecord(part.latexMetadata).text,
		...asRecords(annotations).map((place) => asTexts([place.title, place.body]).join(': ')),
		asRecord(part.imageMetadata).imageText,
	]);
}

/** Leaves the album's `id` null: `simplify.ts` sets it to the message's ID. */
export const albumDetails = (part: IDataObject): IDataObject => ({
	album: {
		id: null,
		images: numberOrNull(part.expectedImageCount) ?? 0,
		videos: numberOrNull(part.expectedVideoCount) ?? 0,
	},
});

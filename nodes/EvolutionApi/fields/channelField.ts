import { mustBe, refuseInput } from '../core/input/inputProblem';
import { locatorField } from './fieldKinds';
import { textLike } from './inputs';
import { byHand, fromList } from './locatorModes';

export const channelField = locatorField('Channel', 'channel', {
	required: true,
	description: 'Channel (newsletter). The list has those that the account follows or owns.',
	modes: [
		fromList('searchChannels', 'Select a channel…'),
		byHand('By JID', 'jid', 'e.g. 120363025246125486@newsletter'),
	],
});

/** The digits before the "@" are enough. */
const CHANNEL = /^(\d{10,25})(@newsletter)?$/;

/** A channel by its JID. */
export const channelInput = textLike.transform((value, context) => {
	const entered = value.trim();
	const digits = CHANNEL.exec(entered)?.[1];
	if (digits !== undefined) return `${digits}@newsletter`;
	return refuseInput(
		context,
		mustBe('a channel', entered),
		'The JID of a channel ends with @newsletter; see "channelJid" in the output of Channel → Get Many.',
	);
});

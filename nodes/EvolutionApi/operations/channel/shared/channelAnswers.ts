import type { IDataObject } from 'n8n-workflow';

import { textsIn, writtenIn } from '../../../core/server/messageContent';
import { recordOf, textOrNull } from '../../../core/values/answer';
import { firstText, numberOrNull } from '../../../core/values/loose';
import { isoOfSeconds, isoOfText } from '../../../core/values/timestamps';

// Answers of the channel routes, simplified.

const urlIn = (picture: unknown) => textOrNull(recordOf(picture).url);

/** A channel, flat. `role` and `isMuted` are null for one that the account does not follow. */
export function simplifyChannel(item: IDataObject): IDataObject {
	const about = recordOf(item.thread_metadata);
	const own = recordOf(item.viewer_metadata);
	const inviteCode = textOrNull(about.invite);
	return {
		channelJid: textOrNull(item.id),
		name: textOrNull(recordOf(about.name).text),
		description: textOrNull(recordOf(about.description).text),
		subscribers: numberOrNull(about.subscribers_count),
		role: textOrNull(own.role),
		isMuted: own.mute === undefined ? null : own.mute === 'on',
		isVerified: about.verification === 'verified',
		state: textOrNull(recordOf(item.state).type),
		inviteCode,
		inviteUrl: inviteCode === null ? null : `https://whatsapp.com/channel/${inviteCode}`,
		pictureUrl: urlIn(about.picture) ?? urlIn(about.preview),
		createdAt: isoOfSeconds(about.creation_time),
	};
}

/** A post of a channel, flat. `postNumber` counts the posts of the channel. */
export function simplifyPost(item: IDataObject): IDataObject {
	const { Message: content } = item;
	const reactions = Object.entries(recordOf(item.ReactionCounts));
	return {
		text: firstText(writtenIn(content), ...textsIn(content)),
		timestamp: isoOfText(item.Timestamp),
		messageId: textOrNull(item.MessageID),
		postNumber: numberOrNull(item.MessageServerID),
		type: textOrNull(item.Type),
		views: numberOrNull(item.ViewsCount),
		reactions: reactions.map(([emoji, count]) => ({ emoji, count })),
	};
}

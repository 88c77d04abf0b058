import type { IDataObject } from 'n8n-workflow';

import { isRecord, textOrNull } from '../../../core/values/answer';

// Answers of the group routes, simplified.

/** A group, flat; `communityJid` is its community. It has `participants` only if the answer has them. */
export function simplifyGroup(item: IDataObject): IDataObject {
	const { creation, participants } = item;
	return {
		groupJid: textOrNull(item.id),
		subject: textOrNull(item.subject),
		description: textOrNull(item.desc),
		owner: textOrNull(item.owner),
		size: typeof item.size === 'number' ? item.size : null,
		createdAt: typeof creation === 'number' ? new Date(creation * 1000).toISOString() : null,
		onlyAdminsSend: item.announce === true,
		onlyAdminsEdit: item.restrict === true,
		isCommunity: item.isCommunity === true,
		isCommunityAnnounce: item.isCommunityAnnounce === true,
		communityJid: textOrNull(item.linkedParent),
		pictureUrl: textOrNull(item.pictureUrl),
		...(Array.isArray(participants)
			? { participants: participants.filter(isRecord).map(memberOf) }
			: {}),
	};
}

/** A member of a group; `phoneNumber` is null if the group hides it behind a LID. */
export function memberOf(participant: IDataObject): IDataObject {
	const jid = textOrNull(participant.id);
	const phone = [jid, participant.phoneNumber, participant.jid]
		.map(String)
		.find((candidate) => candidate.endsWith('@s.whatsapp.net'));
	return {
		jid,
		phoneNumber: phone?.split(/[:@]/)[0] ?? null,
		role: textOrNull(participant.admin) ?? 'member',
	};
}

/** For routes whose answer says nothing but that it is done. */
export const updated = (_answer: unknown, { group }: { group: string }): IDataObject => ({
	updated: true,
	groupJid: group,
});

import type { IDataObject } from 'n8n-workflow';

import { addressOf } from '../../../values/addresses';
import { isRecord, recordOf } from '../../../values/answer';
import { firstText, flagOrNull, listOf, numberOrNull } from '../../../values/loose';
import { plainNameOrNull } from '../../../values/plainName';
import { isoOfSeconds } from '../../../values/timestamps';
import { chatKeys } from '../chatAddresses';

/** A member: only a JID, or what the server knows of the person. */
function memberOf(member: unknown): IDataObject {
	const { id, jid, lid, phoneNumber, name, admin } = recordOf(
		isRecord(member) ? member : { id: member },
	);
	const address = firstText(id, jid);
	// If the server cannot resolve a LID, it gives the digits of the LID as the phone number.
	const phone = firstText(phoneNumber);
	const isPhone = phone !== null && phone.split('@')[0] !== lidDigits(address);
	return {
		...addressOf(address, isPhone ? phone : null, lid),
		name: plainNameOrNull(firstText(name)),
		role: firstText(admin) ?? 'member',
	};
}

const lidDigits = (jid: string | null) => (jid?.endsWith('@lid') ? jid.split('@')[0] : undefined);

/** `groups.upsert`, `groups.update`: an item for each group; what the server does not say is null. */
export const simplifyGroupEvent = (data: IDataObject): IDataObject => ({
	...chatKeys(data),
	name: firstText(data.subject),
	description: firstText(data.desc),
	owner: addressOf(data.owner, data.ownerPn).jid,
	changedBy: addressOf(data.author, data.authorPn).jid,
	createdAt: isoOfSeconds(data.creation),
	onlyAdminsWrite: flagOrNull(data.announce),
	onlyAdminsEdit: flagOrNull(data.restrict),
	memberCount: numberOrNull(data.size),
	participants: Array.isArray(data.participants) ? data.participants.map(memberOf) : null,
});

/** `group-participants.update`: `action` is add, remove, promote or demote. */
export function simplifyParticipants(data: IDataObject): IDataObject {
	const known = listOf(data.participantsData).map(recordOf);
	const participants = listOf(data.participants).map((member) => {
		const found = known.find(({ jid }) => typeof jid === 'string' && jid === member);
		const { jid, phoneNumber, lid, name } = memberOf(found ?? member);
		return { jid, phoneNumber, lid, name };
	});
	const author = addressOf(data.author, data.authorPn);
	return {
		...chatKeys(data),
		action: firstText(data.action),
		author: author.jid,
		authorPhone: author.phoneNumber,
		participants,
	};
}

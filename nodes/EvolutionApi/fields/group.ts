import { mustBe, refuseInput } from '../core/input/inputProblem';
import { locatorField } from './fieldKinds';
import { textLike } from './inputs';
import { byHand, fromList } from './locatorModes';
import { checkRecipient } from './recipient';

export const groupField = locatorField('Group', 'group', {
	required: true,
	description: 'Group that the account is a member of',
	modes: [
		fromList('searchGroups', 'Select a group…'),
		byHand('By JID', 'jid', 'e.g. 120363020202020202@g.us'),
	],
});

const HINT =
	'The JID of a group ends with @g.us; see "groupJid" in the output of Group → Get Many.';

/** The digits of a group's JID; WhatsApp does not make shorter ones. */
const DIGITS = /^\d{18,20}$/;

/** A group by its JID, or by the digits before the "@". */
export const groupInput = textLike.transform((value, context) => {
	const entered = value.trim();
	const checked = checkRecipient(DIGITS.test(entered) ? `${entered}@g.us` : entered);
	if ('jid' in checked && checked.jid.endsWith('@g.us')) return checked.jid;
	return refuseInput(context, mustBe('a group', entered), HINT);
});

/** Most group routes expect the group in the query. */
export const groupQuery = ({ group: groupJid }: { group: string }) => ({ groupJid });

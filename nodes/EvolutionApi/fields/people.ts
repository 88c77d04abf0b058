import { reportProblem } from '../core/input/inputProblem';
import type { Field } from '../core/values/field';
import { locatorField } from './fieldKinds';
import { numberList } from './inputs';
import { fromList } from './locatorModes';
import { asJid, checkRecipient, jidIn, reportGroup } from './recipient';

/** People: one from the list, or several as a text or list. */
export const participants = locatorField('Participants', 'participants', {
	default: { mode: 'numbers', value: '' },
	required: true,
	description: 'A contact, or the numbers or JIDs of several people',
	modes: [
		fromList('searchContacts', 'Select a contact…'),
		{
			displayName: 'Number or JID',
			name: 'numbers',
			type: 'string',
			placeholder: 'e.g. 5511988887777, 5511977776666',
			hint: 'With country code, separated by commas or line breaks, or an array from an expression',
		},
	],
});

/** The same locator for those who get an invite. */
export const invitees = {
	...participants,
	displayName: 'People to Invite',
	name: 'invitees',
} as const satisfies Field;

/** The group routes refuse shorter numbers. As a JID, a short number is long enough. */
const SHORTEST = 10;

/** People by number or JID, each once: digits for a phone number, else a JID. */
export const peopleInput = numberList.transform((entries, context) => {
	if (entries.length === 0) reportProblem(context, 'is empty', 'Enter at least one number.');
	const people = entries.map((entry) => {
		const jid = jidIn(checkRecipient(entry), context, 'contains');
		if (jid.endsWith('@g.us')) reportGroup(entry, context);
		return jid.length < SHORTEST ? asJid(jid) : jid;
	});
	return [...new Set(people)];
});

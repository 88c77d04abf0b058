import { refuseInput } from '../../../core/input/inputProblem';
import type { Field } from '../../../core/values/field';
import { fromList } from '../../../fields/locatorModes';
import { recipient, recipientInput } from '../../../fields/recipient';

/** The recipient's locator for people only. */
export const person = {
	...recipient,
	displayName: 'Contact',
	description: 'Contact to use',
	modes: [fromList('searchContacts', 'Select a contact…'), recipient.modes[1]],
} as const satisfies Field;

export const personInput = recipientInput.transform((jid, context) => {
	if (!jid.endsWith('@g.us')) return jid;
	return refuseInput(
		context,
		`is "${jid}", which is a group`,
		'Enter the number or JID of a person.',
	);
});

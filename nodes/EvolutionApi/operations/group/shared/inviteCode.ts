import { mustBe, refuseInput } from '../../../core/input/inputProblem';
import { textField } from '../../../fields/fieldKinds';
import { text } from '../../../fields/inputs';

export const inviteCode = textField('Invite Code or Link', 'inviteCode', {
	required: true,
	placeholder: 'e.g. https://chat.whatsapp.com/F1EX5QZxO181L3TMVP31gY',
	description: 'Invite link of the group, or the 22 letters and digits at its end',
});

const LINK =
	/^(?:(?:https?:\/\/)?chat\.whatsapp\.com\/(?:invite\/)?)?([A-Za-z0-9]{22})\/?(?:\?.*)?$/;

/** The code of an invite, from a link or on its own. */
export const inviteCodeInput = text.transform((value, context) => {
	const given = value.trim();
	const code = LINK.exec(given)?.[1];
	if (code !== undefined) return code;
	return refuseInput(
		context,
		mustBe('an invite link or code', given),
		'Enter the whole link, or the 22 letters and digits after https://chat.whatsapp.com/.',
	);
});

export const inviteLink = (code: string) => `https://chat.whatsapp.com/${code}`;

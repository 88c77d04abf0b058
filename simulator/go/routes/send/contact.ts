import { successWith } from '../../core/answers';
import { checkContact } from '../../core/numberChecks';
import { bodyOf, type InstanceGoRoute } from '../../core/route';
import { useClient } from '../../life/useClient';
import { withId, NEEDS_NUMBER } from '../../sending/common';
import { sendMessage } from '../../sending/sendMessage';

const struct = {
	name: 'ContactStruct',
	fields: {
		...withId,
		vcard: {
			name: 'VCardStruct',
			fields: { fullName: 'string', organization: 'string', phone: 'string' },
		},
	},
} as const;

/** The card begins with an empty line, and contains the phone number unchanged. */
const cardOf = ({ fullName, organization, phone }: Record<string, string>) =>
	[
		'',
		'BEGIN:VCARD',
		'VERSION:3.0',
		`FN:${fullName}`,
		`ORG:${organization};`,
		`TEL;type=CELL;type=VOICE;waid=${phone}:${phone}`,
		'END:VCARD',
	].join('\n');

export const sendContact: InstanceGoRoute = {
	method: 'POST',
	path: '/send/contact',
	key: 'instance',
	numbers: checkContact,
	async run(call) {
		const body = bodyOf(call, struct, [
			NEEDS_NUMBER,
			['vcard.phone', 'contact phone number is required'],
			['vcard.fullName', 'contact full name is required'],
		]);
		await useClient(call);
		return successWith(
			await sendMessage(call, body, {
				messageType: 'contactMessage',
				type: 'ContactMessage',
				part: { displayName: body.vcard.fullName, vcard: cardOf(body.vcard) },
			}),
		);
	},
};

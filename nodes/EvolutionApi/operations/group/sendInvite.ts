import { defineOperation } from '../../core/table/defineOperation';
import { textField } from '../../fields/fieldKinds';
import { groupField, groupInput } from '../../fields/group';
import { text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { invitees, peopleInput } from '../../fields/people';

/** `POST /group/sendInvite/{instance}`: sends the text with the link below it, to one person after the other. */
export const sendInvite = defineOperation({
	name: 'Send Invite',
	value: 'sendInvite',
	action: 'Send the invite link of a WhatsApp group',
	description: 'Send people the invite link of a group. Requires admin rights.',
	request: { method: 'POST', path: '/group/sendInvite/{instance}', retry: 'neverAfterSent' },
	fields: [
		instanceField,
		groupField,
		invitees,
		textField('Text', 'text', {
			typeOptions: { rows: 4 },
			required: true,
			placeholder: 'e.g. Join us here:',
			description: 'Text above the link',
		}),
	],
	input: { group: groupInput, invitees: peopleInput, text },
	example: {
		group: '120363020202020202@g.us',
		invitees: '5511988887777, 34612345678',
		text: 'Join us here:',
	},
	body: ({ group: groupJid, invitees: numbers, text: description }) => ({
		groupJid,
		numbers,
		description,
	}),
	output: ({ send, inviteUrl }, { group: groupJid, invitees: people }) => ({
		sent: send === true,
		groupJid,
		invitees: people,
		inviteUrl,
	}),
});

import { splitByWhatsapp } from '../../server/ask/numbers';
import { asRecord, textOrNull } from '../../core/values/answer';
import { mustBe, refuseInput } from '../../core/input/inputProblem';
import { defineOperation } from '../../table/operation';
import { readOptions, readOptionsInput, simplify } from '../../fields/reads';
import { textField } from '../../fields/fieldKinds';
import { groupField, groupInput, groupQuery, invitees, peopleInput } from '../../fields/recipient';
import { text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { simplifyGroup } from './group';

/** `POST /group/sendInvite/{instance}`: sends the text with the link below it, to one person after the other. */
export const sendInvite = defineOperation({
	name: 'Send Invite',
	value: 'sendInvite',
	action: 'Send the invite link of a WhatsApp group',
	description:
		'Send people the invite link of a group, and return those who are not on WhatsApp. Requires admin rights.',
	request: { method: 'POST', path: '/group/sendInvite/{instance}', idempotent: false },
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
	// The node checks the numbers first: the server stops at one that isn't on WhatsApp, and doesn't report who got the invite.
	async run(input, call) {
		const { people, missing } = await splitByWhatsapp(call, input.invitees, ['invitees']);
		const answer = await call.ask({ input: { ...input, invitees: people } });
		return { ...asRecord(answer), invitees: people, missing };
	},
	output: ({ send, inviteUrl, invitees: people, missing }, { group: groupJid }) => ({
		sent: send === true,
		groupJid,
		invitees: people,
		missing,
		inviteUrl,
	}),
});

/** `GET /group/inviteCode/{instance}`; only for admins of the group. */
export const getInviteCode = defineOperation({
	name: 'Get Invite Code',
	value: 'getInviteCode',
	action: 'Get the invite link of a WhatsApp group',
	description: 'Get the invite code and link of a group. Requires admin rights.',
	request: { method: 'GET', path: '/group/inviteCode/{instance}', reads: true },
	fields: [instanceField, groupField, readOptions],
	input: { group: groupInput, options: readOptionsInput },
	example: { group: '120363020202020202@g.us' },
	query: groupQuery,
	output: ({ inviteCode, inviteUrl }, { group: groupJid }) => ({ groupJid, inviteCode, inviteUrl }),
});

const inviteCode = textField('Invite Code or Link', 'inviteCode', {
	required: true,
	placeholder: 'e.g. https://chat.whatsapp.com/F1EX5QZxO181L3TMVP31gY',
	description: 'Invite link of the group, or the 22 letters and digits at its end',
});

const INVITE_LINK =
	/^(?:(?:https?:\/\/)?chat\.whatsapp\.com\/(?:invite\/)?)?([A-Za-z0-9]{22})\/?(?:\?.*)?$/;

const inviteCodeInput = text.transform((value, context) => {
	const link = value.trim();
	const code = INVITE_LINK.exec(link)?.[1];
	if (code !== undefined) return code;
	return refuseInput(
		context,
		mustBe('an invite link or code', link),
		'Enter the whole link, or the 22 letters and digits after https://chat.whatsapp.com/.',
	);
});

const makeInviteLink = (code: string) => `https://chat.whatsapp.com/${code}`;

export const getInviteInfo = defineOperation({
	name: 'Get Invite Info',
	value: 'getInviteInfo',
	action: 'Get a WhatsApp group by invite',
	description: 'Get the group that an invite leads to, without joining it',
	request: { method: 'GET', path: '/group/inviteInfo/{instance}', reads: true },
	fields: [instanceField, inviteCode, readOptions, simplify],
	input: { inviteCode: inviteCodeInput, options: readOptionsInput },
	example: { inviteCode: 'https://chat.whatsapp.com/F1EX5QZxO181L3TMVP31gY' },
	query: ({ inviteCode: code }) => ({ inviteCode: code }),
	simplify: simplifyGroup,
});

/** `GET /group/acceptInviteCode/{instance}`: not `idempotent`, because this GET joins the group. */
export const acceptInvite = defineOperation({
	name: 'Accept Invite',
	value: 'acceptInvite',
	action: 'Join a WhatsApp group by its invite',
	description: 'Join a group by its invite link or code',
	request: {
		method: 'GET',
		path: '/group/acceptInviteCode/{instance}',
		idempotent: false,
	},
	fields: [instanceField, inviteCode],
	input: { inviteCode: inviteCodeInput },
	example: { inviteCode: 'https://chat.whatsapp.com/F1EX5QZxO181L3TMVP31gY' },
	query: ({ inviteCode: code }) => ({ inviteCode: code }),
	output: ({ accepted, groupJid }) => ({
		accepted: accepted === true,
		groupJid: textOrNull(groupJid),
	}),
});

/** `POST /group/revokeInviteCode/{instance}`: not `idempotent`, because each request makes a new code. */
export const revokeInviteCode = defineOperation({
	name: 'Revoke Invite Code',
	value: 'revokeInviteCode',
	action: 'Revoke the invite link of a WhatsApp group',
	description: 'Revoke the invite link of a group and get the new one. Requires admin rights.',
	request: {
		method: 'POST',
		path: '/group/revokeInviteCode/{instance}',
		idempotent: false,
	},
	fields: [instanceField, groupField],
	input: { group: groupInput },
	example: { group: '120363020202020202@g.us' },
	query: groupQuery,
	output: (answer, { group: groupJid }) => {
		const code = textOrNull(answer.inviteCode);
		return {
			revoked: answer.revoked === true,
			groupJid,
			inviteCode: code,
			inviteUrl: code === null ? null : makeInviteLink(code),
		};
	},
});

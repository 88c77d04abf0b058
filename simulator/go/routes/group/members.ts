import type { Group, Instance } from '../../../state/instance';
import type { State } from '../../../state/state';
import { newGroupId, member } from '../../../whatsapp/groups';
import { groupByCode } from '../../../whatsapp/invites';
import { isOnWhatsApp } from '../../../whatsapp/numbers';
import { type Action, changeParticipants, follow } from '../../../whatsapp/participants';
import { failed, success, successWith } from '../../core/answers';
import { parseJid } from '../../core/jids';
import { lidOf } from '../../../whatsapp/lid';
import { checkJidFields, checkNumber, checkNumbers } from '../../core/numberChecks';
import { bodyOf, type GoCall, type InstanceGoRoute } from '../../core/route';
import { askWhatsApp, unanswered } from '../../life/useClient';
import { groupAt, needAdmin } from './groupRoute';

/** @param numbers phone numbers, JIDs or LIDs */
function memberJids(call: GoCall, numbers: string[], group?: Group): string[] {
	return numbers.map((text) => {
		const jid = parseJid(text);
		if (!jid) throw failed('invalid phone number');
		const memberId = group?.participants.find(({ id }) => lidOf(id) === jid)?.id;
		const contact = [...call.instance.contacts.keys()].find((id) => lidOf(id) === jid);
		return memberId ?? contact ?? jid;
	});
}

export function makeGroup(
	state: State,
	instance: Instance,
	details: Pick<Group, 'subject'> & Partial<Group>,
): Group {
	const owner = instance.ownerJid ?? '';
	const { participants = [] } = details;
	const group: Group = {
		id: newGroupId(),
		owner,
		creation: Math.floor(Date.now() / 1000),
		...details,
		participants: [member(owner, 'superadmin'), ...participants],
	};
	follow(state, group);
	return group;
}

const createStruct = {
	name: 'CreateGroupStruct',
	fields: { groupName: 'string', participants: '[]string' },
} as const;

/** Creates a group without the people who couldn't be added. */
export const createGroup: InstanceGoRoute = {
	method: 'POST',
	path: '/group/create',
	key: 'instance',
	numbers: checkNumbers('participants'),
	async run(call) {
		const body = bodyOf(call, createStruct, [
			['groupName', 'groupName is required'],
			['participants', 'participants are required'],
		]);
		await askWhatsApp(call);
		const { state, instance } = call;
		const jids = [...new Set(memberJids(call, body.participants))];
		if (jids.some((jid) => jid.startsWith('+'))) throw await unanswered(call);
		const found = jids.filter(
			(jid) => jid !== instance.ownerJid && isOnWhatsApp(state.config, jid),
		);
		const participants = found.map((jid) => member(jid));
		const group = makeGroup(state, instance, { subject: body.groupName, participants });
		const failedOnes = jids.filter((jid) => !found.includes(jid) && jid !== instance.ownerJid);
		return successWith({
			jid: group.id,
			name: group.subject,
			owner: lidOf(group.owner),
			added: group.participants.map(({ id }) => lidOf(id)),
			failed: failedOnes.length > 0 ? failedOnes : null,
		});
	},
};

const participantStruct = {
	name: 'AddParticipantStruct',
	fields: { groupJid: 'types.JID', participants: '[]string', action: 'string' },
} as const;

const ACTIONS = ['add', 'remove', 'promote', 'demote'];

/** Never works with the content type JSON: a check before the handler requires `participants` to be a text, not a list. */
export const participant: InstanceGoRoute = {
	method: 'POST',
	path: '/group/participant',
	key: 'instance',
	numbers: checkJidFields('number', 'participants'),
	async run(call) {
		const body = bodyOf(call, participantStruct, [
			['groupJid', 'groupJid is required'],
			['action', 'action is required'],
			['participants', 'participants are required'],
		]);
		await askWhatsApp(call);
		const { state, instance } = call;
		const group = groupAt(call, body.groupJid);
		const jids = memberJids(call, body.participants, group);
		needAdmin(call, group);
		if (!ACTIONS.includes(body.action)) throw await unanswered(call);
		changeParticipants(state, instance, group, { action: body.action as Action, jids });
		return success();
	},
};

const joinStruct = { name: 'JoinGroupStruct', fields: { code: 'string' } } as const;

/** `code` may be the invite code or the full invite link. */
export const joinByInvite: InstanceGoRoute = {
	method: 'POST',
	path: '/group/join',
	key: 'instance',
	async run(call) {
		const { code } = bodyOf(call, joinStruct, [['code', 'code is required']]);
		await askWhatsApp(call);
		const { state, instance } = call;
		const group = groupByCode(state, code.replace('https://chat.whatsapp.com/', ''));
		if (!group) throw failed('that group invite link is not valid');
		changeParticipants(state, instance, group, {
			action: 'add',
			jids: [instance.ownerJid ?? ''],
		});
		return success();
	},
};

const leaveStruct = { name: 'LeaveGroupStruct', fields: { groupJid: 'types.JID' } } as const;

/** The server sends even an incomplete JID to WhatsApp, which doesn't answer. */
export const leaveGroup: InstanceGoRoute = {
	method: 'POST',
	path: '/group/leave',
	key: 'instance',
	numbers: checkNumber,
	async run(call) {
		const { groupJid } = bodyOf(call, leaveStruct, [['groupJid', 'groupJid is required']]);
		await askWhatsApp(call);
		if (!groupJid.includes('@')) throw await unanswered(call);
		const { state, instance } = call;
		const group = groupAt(call, groupJid);
		changeParticipants(state, instance, group, {
			action: 'remove',
			jids: [instance.ownerJid ?? ''],
		});
		return success();
	},
};

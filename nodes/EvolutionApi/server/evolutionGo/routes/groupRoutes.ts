import type { IDataObject } from 'n8n-workflow';

import { comparable, asJid } from '../../../core/values/addresses';
import { asRecord, asRecords, textOrNull, asList, asTexts } from '../../../core/values/answer';
import { textBefore } from '../../../core/values/text';
import { type GoRoutes, type GoCall, refuseIf } from './route';
import { readOutgoingBody } from './outgoing';
import { isAddress } from './mediaRoutes';

const readGroupJid = ({ request }: GoCall) => String(request.query?.groupJid);

const about = (call: GoCall) => ({ groupJid: readGroupJid(call) });

function toMember({ JID, PhoneNumber, LID, IsAdmin, IsSuperAdmin, DisplayName }: IDataObject) {
	const admin = IsSuperAdmin === true ? 'superadmin' : IsAdmin === true ? 'admin' : null;
	return {
		id: textOrNull(JID),
		phoneNumber: textOrNull(PhoneNumber),
		lid: textOrNull(LID),
		admin,
		name: textOrNull(DisplayName),
	};
}

function toGroup(info: IDataObject, withMembers = true): IDataObject {
	const participants = asRecords(info.Participants).map(toMember);
	const creation = Date.parse(String(info.GroupCreated)) / 1000;
	return {
		id: textOrNull(info.JID),
		subject: textOrNull(info.Name),
		desc: textOrNull(info.Topic),
		owner: textOrNull(info.OwnerPN) ?? textOrNull(info.OwnerJID),
		size: participants.length,
		// For an unknown time, the server returns the year 1, so `creation` is negative.
		...(creation > 0 ? { creation: creation } : {}),
		announce: info.IsAnnounce === true,
		restrict: info.IsLocked === true,
		isCommunity: info.IsParent === true,
		isCommunityAnnounce: info.IsDefaultSubGroup === true,
		linkedParent: textOrNull(info.LinkedParentJID),
		...(withMembers ? { participants } : {}),
	};
}

const askInfo = async (call: GoCall) =>
	asRecord(
		await call.go({
			method: 'POST',
			path: '/group/info',
			body: about(call),
			idempotent: true,
		}),
	);

/** `POST /group/invitelink` returns a link: `https://chat.whatsapp.com/CODE`. */
async function askInvite(call: GoCall, needsNew: boolean): Promise<IDataObject> {
	const body = { ...about(call), reset: needsNew };
	const link = await call.go({ method: 'POST', path: '/group/invitelink', body });
	const inviteUrl = textOrNull(link);
	return { inviteUrl, inviteCode: inviteUrl?.split('/').at(-1) ?? null };
}

const PNG_START = 'iVBO';

function asPicture(image: string): string {
	if (isAddress(image)) return image;
	return `data:image/${image.startsWith(PNG_START) ? 'png' : 'jpeg'};base64,${image}`;
}

function isDone(action: unknown, member: IDataObject | undefined): boolean {
	if (action === 'add') return member !== undefined;
	if (action === 'remove') return member === undefined;
	return (member?.IsAdmin === true) === (action === 'promote');
}

/** Reads the group to find out which members were changed, since the server doesn't return that. */
async function readMemberResults(call: GoCall, people: readonly string[]): Promise<IDataObject[]> {
	const { action } = readOutgoingBody(call);
	const info = await askInfo(call).catch(() => undefined);
	if (info === undefined) return [];
	const members = asRecords(info.Participants);
	return people.map((person) => {
		const member = members.find(({ JID, PhoneNumber, LID }) =>
			asTexts([JID, PhoneNumber, LID]).some((jid) => comparable(jid) === comparable(person)),
		);
		return { jid: person, ...(isDone(action, member) ? { status: 200 } : {}) };
	});
}

/** @param action WhatsApp's name for the change, e.g. `announcement`. Evolution API and Evolution Go use the same names */
async function changeSetting(call: GoCall, action: unknown): Promise<object> {
	const body = { ...about(call), action };
	await call.go({ method: 'POST', path: '/group/settings', body });
	return {};
}

export const groupRoutes = {
	'GET /group/findGroupInfos/{instance}': async (call) => toGroup(await askInfo(call)),

	'GET /group/participants/{instance}': async (call) => toGroup(await askInfo(call)),

	async 'GET /group/fetchAllGroups/{instance}'(call) {
		const groups = asRecords(await call.go({ method: 'GET', path: '/group/list' }));
		const withMembers = call.request.query?.getParticipants === true;
		return groups.map((info) => toGroup(info, withMembers));
	},

	async 'POST /group/create/{instance}'(call) {
		const {
			subject: groupName,
			participants,
			description,
			promoteParticipants,
		} = readOutgoingBody(call);
		const noMore = 'cannot be set while Evolution Go creates a group';
		const afterwards = (operation: string) =>
			`Remove the option, and use Group → ${operation} then.`;
		const hasText = textOrNull(description) !== null;
		refuseIf(hasText, ['options', 'description'], noMore, afterwards('Update Description'));
		refuseIf(
			promoteParticipants === true,
			['options', 'promoteParticipants'],
			noMore,
			afterwards('Update Participants'),
		);
		const people = asTexts(participants).map(asJid);
		const body = { groupName, participants: people };
		const { jid, name, owner, added, failed } = asRecord(
			await call.go({ method: 'POST', path: '/group/create', body }),
		);
		return {
			id: jid,
			subject: name,
			owner: textOrNull(owner)?.replace(/:\d+@/, '@') ?? null,
			size: asList(added).length,
			participants: asTexts(added).map((id) => ({ id, admin: null })),
			missing: asTexts(failed).map((jid) => textBefore('@', jid)),
		};
	},

	'GET /group/inviteCode/{instance}': async (call) => await askInvite(call, false),

	'POST /group/revokeInviteCode/{instance}': async (call) => ({
		revoked: true,
		...(await askInvite(call, true)),
	}),

	/** The server doesn't return the group. */
	async 'GET /group/acceptInviteCode/{instance}'(call) {
		const body = { code: call.request.query?.inviteCode };
		await call.go({ method: 'POST', path: '/group/join', body });
		return { accepted: true };
	},

	async 'DELETE /group/leaveGroup/{instance}'(call) {
		await call.go({ method: 'POST', path: '/group/leave', body: about(call) });
		return {};
	},

	'POST /group/updateSetting/{instance}': async (call) =>
		await changeSetting(call, readOutgoingBody(call).action),

	'POST /group/updateMemberAddMode/{instance}': async (call) =>
		await changeSetting(call, readOutgoingBody(call).mode),

	async 'POST /group/updateGroupDescription/{instance}'(call) {
		const { description } = readOutgoingBody(call);
		const body = { ...about(call), description };
		await call.go({ method: 'POST', path: '/group/description', body });
		return {};
	},

	async 'POST /group/updateGroupSubject/{instance}'(call) {
		const body = { ...about(call), name: readOutgoingBody(call).subject };
		await call.go({ method: 'POST', path: '/group/name', body });
		return {};
	},

	async 'POST /group/updateGroupPicture/{instance}'(call) {
		const image = asPicture(String(readOutgoingBody(call).image));
		const body = { ...about(call), image };
		await call.go({ method: 'POST', path: '/group/photo', body });
		return {};
	},

	/**
	 * Sends the JSON as `text/plain`. Servers up to 0.7.2 check `application/json` bodies in advance, and wrongly refuse the list
	 * of people. They don't check bodies of other types, and the route reads those as JSON, too.
	 */
	async 'POST /group/updateParticipant/{instance}'(call) {
		const { action, participants } = readOutgoingBody(call);
		const people = asTexts(participants).map(asJid);
		const json = JSON.stringify({ ...about(call), action, participants: people });
		await call.go({
			method: 'POST',
			path: '/group/participant',
			headers: { 'content-type': 'text/plain' },
			body: Buffer.from(json),
		});
		return { updateParticipants: await readMemberResults(call, people) };
	},
} satisfies GoRoutes;

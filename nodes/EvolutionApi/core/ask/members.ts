import type { Target } from '../server/adapter';
import { comparable } from '../values/addresses';
import { recordOf, recordsIn } from '../values/answer';
import { isLid } from '../values/jid';
import { textsOf } from '../values/loose';
import { undefinedIfRefused } from '../failures/failure';
import { ask } from './ask';

/** A member of a group. */
export interface Member {
	/** All that the server tells, with the phone number and with the LID. */
	readonly addresses: readonly string[];
	readonly isAdmin: boolean;
}

/**
 * The account itself is among them. Newer servers give both addresses of a member, also where numbers are hidden.
 * @throws {RequestFailure} if the server does not tell
 */
export async function groupMembers(target: Target, group: string): Promise<readonly Member[]> {
	const answer = await ask(target, {
		method: 'GET',
		route: '/group/participants/{instance}',
		query: { groupJid: group },
		retry: 'always',
	});
	return membersIn(recordOf(answer).participants);
}

/** Those of all groups that the account is in, with one request. @throws {RequestFailure} if the server does not tell */
export async function membersOfAllGroups(target: Target): Promise<readonly Member[]> {
	const groups = await ask(target, {
		method: 'GET',
		route: '/group/fetchAllGroups/{instance}',
		query: { getParticipants: true },
		retry: 'always',
	});
	return recordsIn(groups).flatMap(({ participants }) => membersIn(participants));
}

const membersIn = (participants: unknown): Member[] =>
	recordsIn(participants).map(({ id, jid, lid, phoneNumber, admin }) => ({
		addresses: textsOf([id, jid, lid, phoneNumber]),
		isAdmin: admin === 'admin' || admin === 'superadmin',
	}));

/**
 * The LID of the account.
 * @param group in which the account is
 * @param owner the JID with its number
 * @returns undefined if the server refuses; null if the group does not tell
 * @throws {RequestFailure} if it cannot answer now
 */
export async function ownLid(
	target: Target,
	group: string,
	owner: string,
): Promise<string | null | undefined> {
	const members = await groupMembers(target, group).catch(undefinedIfRefused);
	const own = members?.find(({ addresses }) =>
		addresses.some((jid) => comparable(jid) === comparable(owner)),
	);
	return members && (own?.addresses.find(isLid) ?? null);
}

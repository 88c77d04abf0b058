import { groupMembers, type Member } from '../core/ask/people';
import { RequestFailure, type Failure } from '../core/failures/failure';
import { InputProblem } from '../core/input/inputProblem';
import type { Target } from '../core/server/adapter';
import { comparable, isLid, isPhone } from '../core/values/addresses';
import type { AllowedResponders } from './acceptedAnswers';

/** Who may answer, as it was when the question was asked: all their addresses, in the `comparable` spelling. */
export type Answerers = readonly string[];

const isGroup = (address: string) => address.endsWith('@g.us');

/**
 * Looks up who may answer.
 * @param recipient who is asked
 * @returns undefined if everybody may
 * @throws {InputProblem | RequestFailure} if nobody could answer, or the server does not tell
 */
export async function findAnswerers(
	target: Target,
	wanted: AllowedResponders | undefined,
	recipient: string,
): Promise<Answerers | undefined> {
	if (wanted === undefined) return undefined;
	return wanted.who === 'specificPeople'
		? await listedIn(target, wanted.people, recipient)
		: await membersOf(target, wanted.who, wanted.group ?? recipient);
}

const option = (name: string) => ['options', 'acceptedAnswers', 'values', name];

/** A group names its members by LID: the number is found beside it. */
async function listedIn(
	target: Target,
	people: readonly string[],
	recipient: string,
): Promise<Answerers> {
	const listed = people.map(comparable);
	if (!isGroup(recipient)) {
		const asked = comparable(recipient);
		if (listed.includes(asked) || [asked, ...listed].some(isLid)) return listed;
		const hint =
			'In a private chat only the recipient can answer. Add the recipient, or ask a group.';
		throw new InputProblem(option('people'), 'does not include the recipient', hint);
	}
	const members = (await groupMembers(target, recipient)).map(namesOf);
	const found = members.filter((names) => names.some((name) => listed.includes(name)));
	if (members.length > 0 && found.length === 0) {
		const hint = 'Nobody could answer. Enter members of the group.';
		throw new InputProblem(option('people'), 'includes no member of the group that is asked', hint);
	}
	return [...new Set([...listed, ...found.flat()])];
}

async function membersOf(
	target: Target,
	who: 'groupAdmins' | 'groupMembers',
	group: string,
): Promise<Answerers> {
	if (!isGroup(group)) {
		const hint = 'The question goes to a person. Enter the JID of a group.';
		throw new InputProblem(option('group'), 'is empty', hint);
	}
	const members = await groupMembers(target, group);
	// What the account itself writes is never an answer.
	const own = await target.connection.server.ownJid(target);
	const isOther = (names: readonly string[]) =>
		own === undefined || !names.includes(comparable(own));
	const people = members
		.filter(({ isAdmin }) => who === 'groupMembers' || isAdmin)
		.map(namesOf)
		.filter((names) => names.length > 0 && isOther(names));
	if (people.length === 0) throw new RequestFailure(NOBODY[who]);
	return people.flat();
}

const NOBODY: Record<'groupAdmins' | 'groupMembers', Failure> = {
	groupAdmins: {
		message: 'Nobody could answer: this account is the only admin of the group',
		description: 'Change Accepted Answers → From.',
		nothingDone: true,
	},
	groupMembers: {
		message: 'Nobody could answer: this account is the only member of the group',
		description: 'Change Accepted Answers → From.',
		nothingDone: true,
	},
};

const namesOf = ({ addresses }: Member): string[] => addresses.map(comparable);

/**
 * Whether somebody may answer.
 * @param author addresses of who wrote
 * @throws {RequestFailure} if the server cannot be asked
 */
export async function isAnswerer(
	target: Target,
	answerers: Answerers | undefined,
	author: readonly string[],
): Promise<boolean> {
	if (answerers === undefined) return true;
	const names = author.map(comparable);
	if (names.some((name) => answerers.includes(name))) return true;
	const lid = names.find(isLid);
	if (lid === undefined || names.some(isPhone)) return false;
	const number = await target.connection.server.store?.otherAddress(target, lid);
	return number !== undefined && answerers.includes(comparable(number));
}

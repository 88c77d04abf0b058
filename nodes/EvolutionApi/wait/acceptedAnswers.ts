import { z } from 'zod';

import { groupMembers, type Member } from '../server/ask/people';
import { RequestFailure } from '../errors/failure';
import { choice } from '../core/input/checks';
import { InputProblem } from '../core/input/inputProblem';
import type { Target } from '../server/adapter';
import { comparable, isLid, isPhone } from '../core/values/addresses';
import type { Field } from '../core/values/field';
import { choiceField, entryInput, entryField, textField } from '../fields/fieldKinds';
import { optionalText } from '../fields/inputs';
import { groupInput, peopleInput } from '../fields/recipient';

/** Hides an option if a web page shows the choices: the page can't tell who answers, and has nothing to quote. */
export const shownForChat = {
	hide: { '/showChoicesAs': ['page'] },
	show: { '/responseType': ['approval', 'choice', 'freeText'] },
} as const;

const ACCEPTED_DEFAULTS = {
	from: 'anyone',
	people: '',
	group: '',
	requireQuote: 'humanReview',
} as const;

export const acceptedAnswersOption = entryField('Accepted Answers', 'acceptedAnswers', {
	default: { values: ACCEPTED_DEFAULTS },
	displayOptions: shownForChat,
	description: 'Whose answers count. All others are ignored, and the question stays open.',
	values: [
		choiceField('From', 'from', {
			options: [
				{ name: 'Anyone in the Chat', value: 'anyone' },
				{ name: 'Group Admins', value: 'groupAdmins' },
				{ name: 'Group Members', value: 'groupMembers' },
				{ name: 'Specific People', value: 'specificPeople' },
			],
			default: ACCEPTED_DEFAULTS.from,
			description: 'Who may answer',
		}),
		textField('People', 'people', {
			displayOptions: { show: { from: ['specificPeople'] } },
			placeholder: 'e.g. 5511988887777, 5511977776666',
			description:
				'Phone numbers or LIDs, separated by commas or line breaks, or an array from an expression',
		}),
		textField('Group', 'group', {
			displayOptions: { show: { from: ['groupAdmins', 'groupMembers'] } },
			placeholder: 'e.g. 120363020202020202@g.us',
			description:
				'JID of the group, whose members are read when the question is sent. Defaults to the group that is asked.',
		}),
		choiceField('Require Quote', 'requireQuote', {
			options: [
				{ name: 'Always', value: 'always' },
				{ name: 'Never', value: 'never' },
				{
					name: 'Only in Human Review',
					value: 'humanReview',
					description: 'Where the question asks to approve a tool call of an AI agent',
				},
			],
			default: ACCEPTED_DEFAULTS.requireQuote,
			description:
				'When an answer has to quote the question. Pressing one of its buttons or voting counts as a quote.',
		}),
	],
}) satisfies Field;

const requireQuote = choice('always', 'humanReview', 'never').default(
	ACCEPTED_DEFAULTS.requireQuote,
);

/** Checks only the fields that the editor shows, because a hidden field may contain any value. */
const acceptedAnswers = z.discriminatedUnion('from', [
	z.object({ from: z.literal('anyone'), requireQuote }),
	z.object({ from: z.literal('specificPeople'), requireQuote, people: peopleInput.default('') }),
	z.object({
		from: z.enum(['groupAdmins', 'groupMembers']),
		requireQuote,
		/** The group whose members may answer. If undefined, members of the group that receives the question may answer. */
		group: optionalText.pipe(groupInput.optional()),
	}),
]);

export type AcceptedAnswers = z.output<typeof acceptedAnswers>;

const from = choice('anyone', 'groupAdmins', 'groupMembers', 'specificPeople').default(
	ACCEPTED_DEFAULTS.from,
);

export const acceptedAnswersInput = entryInput(
	z.object({ from }).passthrough().pipe(acceptedAnswers),
);

/** All addresses of the people who could answer when the question was asked, each as returned by `comparable()`. */
export type Answerers = readonly string[];

const isGroup = (address: string) => address.endsWith('@g.us');

/**
 * @returns undefined if anyone may answer
 * @throws {InputProblem | RequestFailure} if no one could answer, or the server doesn't return the group's members
 */
export async function findAnswerers(
	target: Target,
	options: AcceptedAnswers | undefined,
	recipient: string,
): Promise<Answerers | undefined> {
	if (options === undefined || options.from === 'anyone') return undefined;
	return options.from === 'specificPeople'
		? await findListed(target, options.people, recipient)
		: await fetchMembers(target, options.from, options.group ?? recipient);
}

const option = (name: string) => ['options', 'acceptedAnswers', 'values', name];

/** Returns the addresses of `people`. For a group, these include LIDs, because a group names its members by LID. */
async function findListed(
	target: Target,
	people: readonly string[],
	recipient: string,
): Promise<Answerers> {
	const numbers = people.map(comparable);
	if (!isGroup(recipient)) {
		const person = comparable(recipient);
		if (numbers.includes(person) || [person, ...numbers].some(isLid)) return numbers;
		const hint =
			'In a private chat only the recipient can answer. Add the recipient, or ask a group.';
		throw new InputProblem(option('people'), 'does not include the recipient', hint);
	}
	const members = (await groupMembers(target, recipient)).map(memberNames);
	const matches = members.filter((names) => names.some((name) => numbers.includes(name)));
	if (members.length > 0 && matches.length === 0) {
		const hint = 'No one could answer. Enter members of the group.';
		throw new InputProblem(option('people'), 'includes no member of the group that is asked', hint);
	}
	return [...new Set([...numbers, ...matches.flat()])];
}

async function fetchMembers(
	target: Target,
	who: 'groupAdmins' | 'groupMembers',
	group: string,
): Promise<Answerers> {
	if (!isGroup(group)) {
		const hint = 'The question goes to a person. Enter the JID of a group.';
		throw new InputProblem(option('group'), 'is empty', hint);
	}
	const members = await groupMembers(target, group);
	// A message of the account itself is never an answer.
	const ownName = comparable((await target.connection.server.ownJid(target)) ?? '');
	const people = members
		.filter(({ isAdmin }) => who === 'groupMembers' || isAdmin)
		.map(memberNames)
		.filter((names) => names.length > 0 && !names.includes(ownName));
	if (people.length > 0) return people.flat();
	const role = who === 'groupAdmins' ? 'admin' : 'member';
	throw new RequestFailure({
		message: `No one could answer: this account is the only ${role} of the group`,
		description: 'Change Accepted Answers → From.',
		nothingDone: true,
	});
}

const memberNames = ({ addresses }: Member): string[] => addresses.map(comparable);

/** @throws {RequestFailure} if the server cannot be asked */
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

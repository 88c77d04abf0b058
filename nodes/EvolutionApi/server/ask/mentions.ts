import type { IDataObject } from 'n8n-workflow';

import { undefinedIfRefused } from '../../errors/failure';
import type { Target } from '../adapter';
import { comparable, isLid, isPhone, plainJid } from '../../core/values/addresses';
import { asRecord, asRecords, firstText } from '../../core/values/answer';
import { foldText, textBefore } from '../../core/values/text';
import { fetchContacts } from './lists';
import { onceInRun } from '../account';
import { groupMembers } from './people';

// *Mentions → Named in the Text*: `@Ana Lima` and `@+55 11 98888-7777` in a group's text become mentions. WhatsApp shows a
// mention only if the text has the digits of the member's address.

interface Mentioning {
	readonly text: string;
	readonly members: readonly string[];
}

/**
 * Replaces the option *Named in the Text* with the members that the text names.
 * @throws {RequestFailure} if the server doesn't list the members
 */
export async function withNamedMembers<Input>(input: Input, target: Target): Promise<Input> {
	const { recipient, options: optionsInput } = asRecord(input);
	const options = asRecord(optionsInput);
	const group = firstText(recipient);
	const isNamed = asRecord(asRecord(options.mentions).values).mention === 'named';
	if (!isNamed || group === null) return input;
	const members = new Set<string>();
	const name = async (text: unknown) => {
		if (typeof text !== 'string') return text;
		const mentioning = await mentionNamed(target, group, text);
		for (const jid of mentioning.members) members.add(jid);
		return mentioning.text;
	};
	const message = asRecord(input);
	const parts: IDataObject[] = [];
	for (const part of asRecords(message.parts)) {
		parts.push({ ...part, text: (await name(part.text)) as string });
	}
	const text = await name(message.text);
	const caption = await name(options.caption);
	const mentions = { values: { mention: 'members', members: [...members] } };
	return {
		...message,
		...(message.text === undefined ? {} : { text }),
		...(message.parts === undefined ? {} : { parts }),
		options: { ...options, ...(options.caption === undefined ? {} : { caption }), mentions },
	} as Input;
}

/** Matches an `@` at the start of a word, but not in an email address. Also matches code and links, to skip any `@` there. */
const SIGN =
	/```[^]*?```|`[^`\n]+`|(?:https?:\/\/|www\.)\S+|(?<![\p{L}\p{N}\p{M}._%+/-])@(?=[\p{L}\p{N}+(])/giu;

/** Names that mention all members in WhatsApp. They never mention just one, even if a member is called `Todos`. */
const EVERYONE = ['all', 'everyone', 'todos'];

/** @throws {RequestFailure} if the server doesn't list members */
export async function mentionNamed(
	target: Target,
	group: string,
	text: string,
): Promise<Mentioning> {
	const signs = group.endsWith('@g.us')
		? [...text.matchAll(SIGN)].filter(([sign]) => sign === '@')
		: [];
	if (signs.length === 0) return { text, members: [] };
	const people = await onceInRun(
		target,
		`members ${group}`,
		async () => await readKnownMembers(target, group),
	);
	const members: string[] = [];
	let replacement = '';
	let position = 0;
	for (const { index } of signs) {
		if (index < position) continue;
		const behind = text.slice(index + 1, index + 1 + LONGEST);
		const member = findNumber(people, behind) ?? findName(people, behind);
		if (member === undefined) continue;
		members.push(member.jid);
		replacement += `${text.slice(position, index)}@${textBefore('@', member.jid)}`;
		position = index + 1 + member.length;
	}
	return { text: replacement + text.slice(position), members };
}

/** Number of characters after an `@` that may belong to a member's name or number. */
const LONGEST = 100;

interface NamedMember {
	readonly jid: string;
	readonly length: number;
}

interface KnownMembers {
	/** JIDs, keyed by {@link comparable} address. */
	readonly byAddress: ReadonlyMap<string, string>;
	/** JIDs, keyed by folded full name; null if several members have the name, or if the name means all members. */
	readonly byName: ReadonlyMap<string, string | null>;
}

const NUMBER = /^\+?[\d(][\d ().-]*/;

/** Finds the member whose number the text begins with, even if other digits follow, as in `+55 11 98888-7777 10:30`. */
function findNumber({ byAddress }: KnownMembers, text: string): NamedMember | undefined {
	const [run = ''] = NUMBER.exec(text) ?? [];
	for (let length = run.length; length > 0; length--) {
		const ends = /\d/.test(run.charAt(length - 1)) && !/[\d\p{L}]/u.test(text.charAt(length));
		if (!ends) continue;
		const digits = run.slice(0, length).replace(/\D/g, '');
		const jid = byAddress.get(comparable(digits)) ?? byAddress.get(`${digits}@lid`);
		if (jid !== undefined) return { jid, length };
	}
	return undefined;
}

const WORD = /[\p{L}\p{N}\p{M}]+/gu;
const WORDS = /^[\p{L}\p{N}\p{M}]+(?:[ .'’_-]{1,3}[\p{L}\p{N}\p{M}]+){0,5}/u;

const foldName = (words: readonly string[]) => words.map(foldText).join(' ');

/** Matches a capitalized word after a name, such as a surname: `@Ana Souza` doesn't mention a member called just Ana. */
const FURTHER_NAME = /^ \p{Lu}/u;

function findName({ byName }: KnownMembers, text: string): NamedMember | undefined {
	const [run = ''] = WORDS.exec(text) ?? [];
	const words = [...run.matchAll(WORD)];
	for (let count = words.length; count > 0; count--) {
		const last = words[count - 1];
		const jid = byName.get(foldName(words.slice(0, count).map(([word]) => word)));
		if (last === undefined || jid === undefined) continue;
		const length = last.index + last[0].length;
		return jid === null || FURTHER_NAME.test(text.slice(length)) ? undefined : { jid, length };
	}
	return undefined;
}

async function readKnownMembers(target: Target, group: string): Promise<KnownMembers> {
	const members = await groupMembers(target, group);
	const names = members.some(({ name }) => name !== null)
		? new Map<string, string>()
		: await readContactNames(target);
	const byAddress = new Map<string, string>();
	const byName = new Map<string, string | null>(EVERYONE.map((name) => [name, null]));
	for (const { addresses, name } of members) {
		const jids = addresses.map(plainJid);
		const jid = jids.find(isPhone) ?? jids.find(isLid);
		if (jid === undefined) continue;
		for (const address of jids) byAddress.set(comparable(address), jid);
		const inContacts = jids.map((address) => names.get(comparable(address)));
		const displayName = name ?? inContacts.find((contact) => contact !== undefined);
		const spelling = foldName(displayName?.match(WORD) ?? []);
		const other = byName.get(spelling);
		if (spelling !== '') byName.set(spelling, other === undefined || other === jid ? jid : null);
	}
	return { byAddress, byName };
}

/** Returns names from the contacts, since Evolution Go returns no names of members. */
async function readContactNames(target: Target): Promise<ReadonlyMap<string, string>> {
	const contacts = (await fetchContacts(target).catch(undefinedIfRefused)) ?? [];
	return new Map(
		contacts.flatMap(({ id, name }) => (name === undefined ? [] : [[comparable(id), name]])),
	);
}

import type { IDataObject } from 'n8n-workflow';

import { parseInput } from '../core/input/inputProblem';
import type { Delivery } from '../server/delivery';
import { getChatType, comparable } from '../core/values/addresses';
import { asRecord, asRecords, asTexts } from '../core/values/answer';
import { foldText } from '../core/values/text';
import { splitEntries } from './eventItems';
import { ACCOUNT, ALL_TYPES, triggerFilters, type Filters } from './filterFields';
import { NEVER_STARTS, NOTHING_TO_ANSWER, type MessageKind } from './messageKinds';
import { isCopy, kindAndText, readContent, readContext } from './readContent';
import { mentionsAll, readMentions, readQuoted } from './readContext';

export type DeliveryFilter = (delivery: Delivery) => boolean;

/** Events of written messages. Other events, such as `messages.update`, are mostly about the account's own messages. */
const MESSAGE_EVENTS = ['messages.upsert', 'messages.set', 'messages.edited', 'messages.delete'];

const LABEL_EVENTS = ['labels.association', 'labels.edit'];

/** @throws {InputProblem} for an unusable filter, for example with a chat that isn't a number */
export function compileFilters(parameters: Record<string, unknown>): DeliveryFilter {
	const { filters } = parseInput(triggerFilters, parameters);
	const checks = [
		ownFilter(filters),
		chatFilter(filters),
		statusFilter(filters),
		labelFilter(filters),
		memberFilter(filters),
		mentionFilter(filters),
		contentFilter(filters),
	].filter((check) => check !== undefined);
	const passes: DeliveryFilter = (delivery) => checks.every((check) => check(delivery));
	return (delivery) =>
		delivery.entries.length > 0 ? splitEntries(delivery).some(passes) : passes(delivery);
}

/** @throws {InputProblem} for an unusable filter */
export const asksForAccount = (parameters: Record<string, unknown>): boolean =>
	parseInput(triggerFilters, parameters).filters.mentions.includes(ACCOUNT);

function ownFilter({ includeMyOwnMessages }: Filters): DeliveryFilter | undefined {
	if (includeMyOwnMessages) return undefined;
	return ({ event, message }) => !MESSAGE_EVENTS.includes(event) || message?.fromMe !== true;
}

const CONVERSATIONS: readonly string[] = ['group', 'private'];

function chatFilter({ chatTypes, chats }: Filters): DeliveryFilter {
	const names = new Set(chats?.chats);
	const isRestricted = chats?.mode === 'restrictTo' && names.size > 0;
	return ({ event, chat, message }) => {
		const [first] = chat;
		if (first === undefined) return !isRestricted || message?.chatConflict === undefined;
		const isListed = chat.some((name) => names.has(comparable(name)));
		if (isListed !== isRestricted) return false;
		const type = getChatType(first);
		if (chatTypes.length > 0) return chatTypes.includes(type);
		// Without *Chat Types*, only conversations start a workflow: other chats can't be answered.
		return isListed || !MESSAGE_EVENTS.includes(event) || CONVERSATIONS.includes(type);
	};
}

/** A `messages.update` without a status, such as a poll's new result, doesn't pass. */
function statusFilter({ status: statuses }: Filters): DeliveryFilter | undefined {
	if (statuses.length === 0) return undefined;
	return ({ event, facts }) =>
		event !== 'messages.update' || statuses.some((status) => status === asRecord(facts).statusText);
}

function labelFilter({ labels }: Filters): DeliveryFilter | undefined {
	if (labels.length === 0) return undefined;
	return ({ event, facts }) =>
		!LABEL_EVENTS.includes(event) || labels.includes(String(asRecord(facts).labelId));
}

function contentFilter(filters: Filters): DeliveryFilter {
	const { messageTypes } = filters;
	const textFilter = compileTextFilter(filters);
	const hasAll = messageTypes.includes(ALL_TYPES);
	return (delivery) => {
		const content = kindAndText(delivery);
		if (content === undefined) return true;
		if (!isToldBy(delivery, content.kind)) return false;
		if (!hasAll && isSecondCopy(delivery)) return false;
		const isType =
			messageTypes.length === 0
				? !isNothingToAnswer(delivery, content.kind)
				: hasAll || messageTypes.includes(content.kind);
		if (!isType) return false;
		return textFilter === undefined || (content.text !== null && textFilter(content.text));
	};
}

/** Events of edits. The server also uses these names for other changes of an earlier message. */
const EDITS = ['messages.edited', 'send.message.update'];

function isToldBy({ event }: Delivery, kind: MessageKind): boolean {
	if (EDITS.includes(event)) return kind === 'edited';
	return event !== 'messages.upsert' || !NEVER_STARTS.includes(kind);
}

const isSecondCopy = ({ event, message }: Delivery): boolean =>
	event === 'messages.upsert' && message !== undefined && isCopy(readContent(message), message);

const isNothingToAnswer = ({ event }: Delivery, kind: MessageKind) =>
	event === 'messages.upsert' && NOTHING_TO_ANSWER.includes(kind);

const MATCHES = {
	contains: (text: string, part: string) => text.includes(part),
	equals: (text: string, value: string) => text.trim() === value,
	startsWith: (text: string, beginning: string) => text.trimStart().startsWith(beginning),
} as const;

function compileTextFilter({ text: filter }: Filters): ((text: string) => boolean) | undefined {
	const values = filter?.value.map(foldText).filter((value) => value !== '') ?? [];
	if (filter === undefined || values.length === 0) return undefined;
	const matches = MATCHES[filter.match];
	return (text) => {
		const foldedText = foldText(text);
		return values.some((value) => matches(foldedText, value));
	};
}

type Person = readonly unknown[];

function memberFilter({
	groupMembers: { mode, members } = { mode: 'restrictTo', members: [] },
}: Filters): ((delivery: Delivery) => boolean) | undefined {
	if (members.length === 0) return undefined;
	const names = new Set(members);
	return (delivery) => {
		const people = readMembers(delivery);
		if (people.length === 0) return true;
		return people.some((person) => isNamed(person, names) === (mode === 'restrictTo'));
	};
}

const isNamed = (person: Person, names: ReadonlySet<string>) =>
	person.some((address) => typeof address === 'string' && names.has(comparable(address)));

function readMembers(delivery: Delivery): Person[] {
	const [chat] = delivery.chat;
	if (chat === undefined || getChatType(chat) !== 'group') return [];
	return readPeople(delivery).filter((person) => person.some((address) => address != null));
}

function readPeople({ event, message, facts }: Delivery): Person[] {
	if (message !== undefined) return [message.author];
	switch (event) {
		case 'messages.update':
			return [[asRecord(facts).participant, asRecord(facts).participantPhone]];
		case 'group-participants.update':
			return asRecords(asRecord(facts).participants).map(listAddresses);
		case 'presence.update':
			return asRecords(facts).map(listAddresses);
		default:
			return [];
	}
}

const listAddresses = ({
	jid,
	phoneNumber,
	lid,
	senderJid,
	senderPhone,
	senderLid,
}: IDataObject): Person => [jid, phoneNumber, lid, senderJid, senderPhone, senderLid];

/**
 * Returns a filter that drops a group message unless it mentions everyone or a person in *Mentions*, or replies to that person.
 * All other events pass.
 */
function mentionFilter({ mentions }: Filters): ((delivery: Delivery) => boolean) | undefined {
	if (mentions.length === 0) return undefined;
	const people = new Set(mentions);
	const isForAccount = people.has(ACCOUNT);
	return (delivery) => {
		const recipients = findAddressed(delivery);
		if (recipients === undefined || callsAll(delivery)) return true;
		const own = isForAccount ? accountAddresses(delivery).map(comparable) : [];
		return recipients.map(comparable).some((name) => people.has(name) || own.includes(name));
	};
}

const accountAddresses = ({ sender, account = [] }: Delivery) => asTexts([sender, ...account]);

const callsAll = ({ message }: Delivery): boolean =>
	message !== undefined && mentionsAll(readContext(readContent(message), message));

export function findMentions({ message, chat: [chat] }: Delivery): string[] {
	if (message === undefined || chat === undefined || getChatType(chat) !== 'group') return [];
	return readMentions(readContext(readContent(message), message));
}

/** Returns the JIDs of the people whom a group message mentions or answers; undefined for other messages. */
export function findAddressed({ message, chat: [chat] }: Delivery): string[] | undefined {
	if (message === undefined || chat === undefined || getChatType(chat) !== 'group')
		return undefined;
	const context = readContext(readContent(message), message);
	return asTexts([...readMentions(context), readQuoted(context)?.sender]);
}

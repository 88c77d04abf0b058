import { parseInput } from '../../core/input/inputErrors';
import { chatTypeOf, comparable } from '../../core/values/addresses';
import { recordOf } from '../../core/values/answer';
import { folded } from '../../core/values/normalized';
import { entriesOf, type Delivery } from '../delivery';
import { NOTHING_TO_ANSWER, type Kind } from '../simplify/kinds';
import { kindAndText } from '../simplify/message';
import { ACCOUNT, filtersInput, type Filters } from './filterInput';
import { memberFilter } from './memberFilter';
import { mentionFilter } from './mentionFilter';

/** Whether a delivery starts the workflow. */
export type DeliveryFilter = (delivery: Delivery) => boolean;

/** Other events about messages, such as `messages.update`, are mostly about the account's own. */
const OWN_CAN_BE_LEFT_OUT = [
	'messages.upsert',
	'messages.set',
	'messages.edited',
	'messages.delete',
];

const LABEL_EVENTS = ['labels.association', 'labels.edit'];

/**
 * Turns the parameter `filters` into one function, which is used for all deliveries. It reads no more of a
 * delivery than the filters need. A delivery that holds a list passes if one of its entries does.
 * @param parameters of the node, by name
 * @throws {InputProblem} if a filter cannot be used, e.g. with a chat that is not a number
 */
export function compileFilters(parameters: Record<string, unknown>): DeliveryFilter {
	const { filters } = parseInput(filtersInput, parameters);
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
		delivery.entries.length > 0 ? entriesOf(delivery).some(passes) : passes(delivery);
}

/**
 * Whether the filters have to know all addresses of the account, as `account` of the delivery.
 * @throws {InputProblem} as {@link compileFilters}
 */
export const asksForAccount = (parameters: Record<string, unknown>): boolean =>
	parseInput(filtersInput, parameters).filters.mentions.includes(ACCOUNT);

function ownFilter({ ownMessages }: Filters): DeliveryFilter | undefined {
	if (ownMessages) return undefined;
	return ({ event, message }) => !OWN_CAN_BE_LEFT_OUT.includes(event) || message?.fromMe !== true;
}

function chatFilter({ chatTypes, onlyChats, exceptChats }: Filters): DeliveryFilter | undefined {
	if (chatTypes.length + onlyChats.length + exceptChats.length === 0) return undefined;
	const only = new Set(onlyChats);
	const except = new Set(exceptChats);
	return (delivery) => {
		const { chat } = delivery;
		const [first] = chat;
		if (first === undefined) return only.size === 0 || delivery.message?.chatConflict === undefined;
		const names = chat.map(comparable);
		return (
			(chatTypes.length === 0 || chatTypes.includes(chatTypeOf(first))) &&
			(only.size === 0 || names.some((name) => only.has(name))) &&
			!names.some((name) => except.has(name))
		);
	};
}

/** A `messages.update` without a status, such as the count of a poll, does not pass. */
function statusFilter({ statuses }: Filters): DeliveryFilter | undefined {
	if (statuses.length === 0) return undefined;
	return ({ event, facts }) =>
		event !== 'messages.update' || statuses.some((status) => status === recordOf(facts).statusText);
}

function labelFilter({ labels }: Filters): DeliveryFilter | undefined {
	if (labels.length === 0) return undefined;
	return ({ event, facts }) =>
		!LABEL_EVENTS.includes(event) || labels.includes(String(recordOf(facts).labelId));
}

function contentFilter(filters: Filters): DeliveryFilter | undefined {
	const { kinds, reactionsAndVotes } = filters;
	const textFilter = textFilterOf(filters);
	const onlyToAnswer = kinds.length === 0 && !reactionsAndVotes;
	if (kinds.length === 0 && !onlyToAnswer && textFilter === undefined) return undefined;
	return (delivery) => {
		const content = kindAndText(delivery);
		if (content === undefined) return true;
		if (kinds.length > 0 && !kinds.includes(content.kind)) return false;
		if (onlyToAnswer && isNothingToAnswer(delivery, content.kind)) return false;
		return textFilter === undefined || (content.text !== null && textFilter(content.text));
	};
}

/** Edits and deletions have events of their own, which a workflow asks for by name. */
const isNothingToAnswer = ({ event }: Delivery, kind: Kind) =>
	event === 'messages.upsert' && NOTHING_TO_ANSWER.includes(kind);

function textFilterOf({
	textContains,
	textIsOneOf,
	textStartsWith,
}: Filters): ((text: string) => boolean) | undefined {
	const checks: Array<(text: string) => boolean> = [];
	if (textContains !== undefined) {
		const part = folded(textContains);
		checks.push((text) => text.includes(part));
	}
	if (textStartsWith !== undefined) {
		const beginning = folded(textStartsWith);
		checks.push((text) => text.trimStart().startsWith(beginning));
	}
	if (textIsOneOf.length > 0) {
		const accepted = new Set(textIsOneOf.map(folded));
		checks.push((text) => accepted.has(text.trim()));
	}
	if (checks.length === 0) return undefined;
	return (text) => {
		const compared = folded(text);
		return checks.every((check) => check(compared));
	};
}

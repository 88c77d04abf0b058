import type { Draft } from '../../draft';
import { isObject, type NodeJson, type Parameters } from '../../workflow';

// Nodes that are not needed with the trigger: it gives the event in flat fields, and filters. They stay, since what
// reads them would have to change with them; a line names them.

const ITEM = String.raw`(?:\$json|\$\((["']).+?\1\)\.(?:item|first\(\)|last\(\))\.json)`;
const PATH = new RegExp(String.raw`^=\s*\{\{\s*${ITEM}\.body((?:\??\.\w+)+)\s*\}\}\s*$`);

/** By path below `body`: the field of the trigger with *Simplify* on. */
const FIELDS: Readonly<Record<string, string>> = {
	event: 'event',
	instance: 'instance',
	date_time: 'timestamp',
	'data.key.remoteJid': 'chat',
	'data.key.fromMe': 'fromMe',
	'data.key.id': 'messageId',
	'data.key.participant': 'participant',
	'data.pushName': 'senderName',
	'data.messageType': 'messageType',
	'data.messageTimestamp': 'timestamp',
	'data.status': 'status',
	'data.message.conversation': 'text',
	'data.message.extendedTextMessage.text': 'text',
	'data.message.imageMessage.caption': 'text',
	'data.action': 'action',
	'data.participants': 'participants[].jid',
};

/** These belong to the credential. */
const OF_CREDENTIAL = ['server_url', 'apikey'];

export function saySimpler(draft: Draft, behind: readonly NodeJson[]): void {
	for (const node of behind) {
		const text = whatUnpacks(node) ?? whatChecks(draft, node);
		if (text !== undefined) draft.say('simpler', node.name, text);
	}
}

/** `={{ $json.body.data.pushName }}` → `data.pushName` */
const pathIn = (value: unknown): string | undefined =>
	typeof value === 'string' ? PATH.exec(value)?.[2]?.replaceAll('?', '').slice(1) : undefined;

function whatUnpacks(node: NodeJson): string | undefined {
	const values = valuesOf(node);
	const paths = values.map(pathIn);
	const known = paths.filter((path): path is string => path !== undefined);
	const isCopy = known.every((path) => path in FIELDS || OF_CREDENTIAL.includes(path));
	const copied = [...new Set(known)].filter((path) => path in FIELDS);
	if (copied.length === 0 || known.length < values.length || !isCopy) return undefined;
	const instead = copied.map((path) => `${FIELDS[path]} (${path})`).join(', ');
	return `It only takes the event apart. The trigger does that itself with Simplify on: ${instead}. Once what reads this node takes those fields, it is no longer needed.`;
}

/** What a Set node puts in; empty for any other node, and for one that does more. */
function valuesOf({ type, parameters }: NodeJson): unknown[] {
	if (type !== 'n8n-nodes-base.set' || (parameters.mode ?? 'manual') !== 'manual') return [];
	const keeps = parameters.includeOtherFields ?? false;
	if (keeps !== false || parameters.keepOnlySet === false) return [];
	const { assignments, values, fields } = parameters;
	const lists = [
		isObject(assignments) ? assignments.assignments : undefined,
		...(isObject(values) ? Object.values(values) : []),
	];
	if (fields !== undefined) return [];
	return lists
		.flatMap((list) => (Array.isArray(list) ? list : []))
		.map((one) => (isObject(one) ? one.value : undefined));
}

/** A condition: which messages it lets pass. */
type Passing = 'others' | 'private' | 'group';

const WHAT: Readonly<Record<Passing, string>> = {
	others: 'switch off Filters → Include Own Messages',
	private: 'choose Private Chats in Filters → Chat Types',
	group: 'choose Groups in Filters → Chat Types',
};

function whatChecks(draft: Draft, node: NodeJson): string | undefined {
	const { conditions, combinator } = conditionsOf(node);
	const outputs = draft.outputsOf(node.name);
	const [isTrueUsed, isFalseUsed] = [0, 1].map((index) => (outputs[index] ?? []).length > 0);
	if (conditions.length === 0 || isTrueUsed === isFalseUsed) return undefined;
	// Several conditions can be taken one by one only if each of them lets pass what all of them let pass.
	if (conditions.length > 1 && combinator !== (isTrueUsed ? 'and' : 'or')) return undefined;
	const passing = conditions.map((one) => passingOf(one, isTrueUsed));
	if (passing.includes(undefined)) return undefined;
	const instead = [...new Set(passing)].map((one) => WHAT[one ?? 'others']).join(', and ');
	return `The trigger can do this itself: ${instead}. Then this node is no longer needed, and what it stops starts no execution.`;
}

interface Conditions {
	readonly conditions: readonly Parameters[];
	readonly combinator: unknown;
}

function conditionsOf({ type, parameters }: NodeJson): Conditions {
	const given = parameters.conditions;
	if (!/\.(?:if|filter)$/.test(type) || !isObject(given))
		return { conditions: [], combinator: undefined };
	if (Array.isArray(given.conditions)) {
		return { conditions: given.conditions.filter(isObject), combinator: given.combinator ?? 'and' };
	}
	const older = Object.values(given).flatMap((list) => (Array.isArray(list) ? list : []));
	return {
		conditions: older.filter(isObject).map(({ value1, value2, operation }) => ({
			leftValue: value1,
			rightValue: value2,
			operator: { operation: operation ?? 'equal' },
		})),
		combinator: parameters.combineOperation === 'any' ? 'or' : 'and',
	};
}

/** @param isTrue whether what fulfils the condition goes on. @returns undefined for any other condition */
function passingOf(
	{ leftValue, rightValue, operator }: Parameters,
	isTrue: boolean,
): Passing | undefined {
	const path = pathIn(leftValue);
	const operation = isObject(operator) ? String(operator.operation) : '';
	const right = String(rightValue ?? '').replace(/^=/, '');
	if (path === 'data.key.fromMe') {
		const wanted = wantedOf(operation, right);
		return wanted === undefined || wanted === isTrue ? undefined : 'others';
	}
	if (path !== 'data.key.remoteJid' || right !== '@g.us') return undefined;
	if (['contains', 'endsWith'].includes(operation)) return isTrue ? 'group' : 'private';
	if (['notContains', 'notEndsWith'].includes(operation)) return isTrue ? 'private' : 'group';
	return undefined;
}

/** Which value of `fromMe` fulfils a condition. */
function wantedOf(operation: string, right: string): boolean | undefined {
	if (operation === 'true' || operation === 'false') return operation === 'true';
	if (!/^(?:true|false)$/.test(right)) return undefined;
	if (['equals', 'equal'].includes(operation)) return right === 'true';
	return ['notEquals', 'notEqual'].includes(operation) ? right !== 'true' : undefined;
}

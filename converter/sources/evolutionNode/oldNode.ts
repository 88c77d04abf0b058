import { mediaFields, mediaNotes } from '../../media';
import { ourNode } from '../../ourNode';
import { flattened, put } from '../../parameters';
import { operationOf } from '../../table';
import type { NodeJson, Parameters } from '../../workflow';
import type { Rule } from './rule';
import { rules } from './rules';

/** Type of `n8n-nodes-evolution-api`, of its translation `…-en`, and of forks with the same name, in any npm scope. */
const OLD_TYPE = /^(?:@[\w-]+\/)?n8n-nodes-evolution-api(?:-[\w-]+)?\.(?:evolutionApi|httpBin)$/;

export const isOldNode = ({ type }: NodeJson) => OLD_TYPE.test(type);

/** The only operations that the old node ran for each item. It ran all others only for the first item. */
const FOR_EACH_ITEM = ['send-text', 'send-image'];

export interface FromOldNode {
	/** If it's undefined, the old node stays. */
	readonly node?: NodeJson;
	readonly rule?: Rule;
	readonly notes: readonly string[];
}

/** Parameters of the old node that are never reported as lost. */
const LEFT_BEHIND =
	/^(resource|operation|instanceName|searchMethod|type|listAll|page|notice|resourceFor\w+)$/;

export function fromOldNode(node: NodeJson): FromOldNode {
	const old = { ...node.parameters };
	if (Object.keys(old).length === 0) {
		const sendText = ourNode(node, operationOf('message', 'sendText'), {});
		return {
			node: sendText,
			notes: ['It was empty. It is Send Text now, with nothing filled in.'],
		};
	}
	const rule = ruleFor(old);
	if (rule === undefined) {
		const name = [old.resource, old.operation].filter(Boolean).join(' / ');
		return { notes: [`"${name}" is unknown. Choose the resource and operation by hand.`] };
	}
	const { parameters, lost } = newParameters(old, rule);
	const notes = [...(rule.note === undefined ? [] : [rule.note]), ...mediaNotes(parameters)];
	if (lost.length > 0) notes.push(`Not carried over: ${lost.join(', ')}.`);
	const after = ourNode(node, operationOf(...rule.to), parameters);
	if (!FOR_EACH_ITEM.includes(rule.from[1])) after.executeOnce = true;
	return { node: after, rule, notes };
}

function ruleFor(old: Parameters): Rule | undefined {
	const resource = old.resource ?? rules[0].from[0];
	const ofResource = rules.filter(({ from }) => from[0] === resource);
	const operation = old.operation ?? ofResource[0]?.from[1];
	const able = ofResource.filter(({ from }) => from[1] === operation);
	// n8n doesn't save a parameter with its default value. An operation's first rule is for that value.
	return able.find(({ when }) => {
		const value = when === undefined ? undefined : old[when[0]];
		return value === undefined || value === when?.[1];
	});
}

function newParameters(
	old: Parameters,
	rule: Rule,
): { readonly parameters: Parameters; readonly lost: readonly string[] } {
	const values: Parameters = {};
	const { fields } = operationOf(...rule.to);
	if (fields.includes('instance') && old.instanceName) values.instance = old.instanceName;
	// The old node returned the server's answer unchanged, so ours must do that, too.
	if (fields.includes('simplify')) values.simplify = false;
	for (const [path, value] of Object.entries(rule.set ?? {})) put(values, path, value);
	const given = new Map([...Object.entries(rule.defaults ?? {}), ...flattened(old)]);
	const lost: string[] = [];
	for (const [path, value] of given) {
		const place = rule.fields[path];
		if (place === undefined) {
			const isNamed = LEFT_BEHIND.test(path) || path === rule.when?.[0];
			if (!isNamed && value !== '' && !isEmptyList(value)) lost.push(path);
			continue;
		}
		const { to, convert } = typeof place === 'string' ? asIs(place) : place;
		const converted = convert(value);
		if (converted === undefined) lost.push(path);
		else if (converted !== '') put(values, to, converted);
	}
	const { mediaSource, mediaUrl, ...others } = values;
	// `mediaUrl` may contain Base64, because the old node had a single field for files.
	const isFile = mediaSource === 'url' && mediaUrl !== undefined;
	return { parameters: isFile ? { ...others, ...mediaFields(mediaUrl) } : values, lost };
}

const asIs = (to: string) => ({ to, convert: (value: unknown) => value });
const isEmptyList = (value: unknown) => Array.isArray(value) && value.length === 0;

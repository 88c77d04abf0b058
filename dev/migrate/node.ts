import type { INode } from 'n8n-workflow';

import type { Operation } from '../../nodes/EvolutionApi/core/table/operation';
import { resources } from '../../nodes/EvolutionApi/operations';
import { flattened, put, withLocators, type Parameters } from './parameters';
import type { Rule } from './rule';
import { rules } from './rules';

export const OLD_TYPE = 'n8n-nodes-evolution-api.evolutionApi';
const NEW_TYPE = 'n8n-nodes-evolution-whatsapp.evolutionApi';

/** What became of a node. */
interface Migrated {
	/** Undefined: it stays the old one. */
	readonly node?: INode;
	/** For the user. */
	readonly notes: readonly string[];
}

/** The selectors, the instance and what other fields depended on. */
const LEFT_BEHIND =
	/^(resource|operation|instanceName|searchMethod|type|listAll|page|notice|resourceFor\w+)$/;

export function migrateNode(node: INode): Migrated {
	const old = { ...node.parameters };
	const rule = ruleFor(old);
	if (rule === undefined) {
		const name = [old.resource, old.operation].filter(Boolean).join(' / ');
		return { notes: [`"${name}" is not known: choose resource and operation by hand.`] };
	}
	const { parameters, lost } = migrateParameters(old, rule);
	const notes = [...(rule.note === undefined ? [] : [rule.note])];
	if (lost.length > 0) notes.push(`Not carried over: ${lost.join(', ')}.`);
	const migrated = { ...node, type: NEW_TYPE, typeVersion: 1, parameters } as INode;
	// It names one of another type.
	delete migrated.credentials;
	return { node: migrated, notes };
}

function ruleFor(old: Parameters): Rule | undefined {
	const resource = old.resource ?? rules[0].from[0];
	const ofResource = rules.filter(({ from }) => from[0] === resource);
	const operation = old.operation ?? ofResource[0]?.from[1];
	const able = ofResource.filter(({ from }) => from[1] === operation);
	// n8n does not save defaults: where nothing is saved, it is the first.
	return able.find(({ when }) => {
		const value = when === undefined ? undefined : old[when[0]];
		return value === undefined || value === when?.[1];
	});
}

function operationOf({ to: [resource, operation] }: Rule): Operation | undefined {
	const found = resources.find(({ value }) => value === resource);
	return found?.operations.find(({ value }) => value === operation);
}

function migrateParameters(
	old: Parameters,
	rule: Rule,
): { readonly parameters: Parameters; readonly lost: readonly string[] } {
	const [resource, operation] = rule.to;
	const values: Parameters = { authentication: 'globalKey', resource, operation };
	const target = operationOf(rule);
	const names = target?.fields.map(({ name }) => name) ?? [];
	if (names.includes('instance') && old.instanceName) values.instance = old.instanceName;
	// The old node puts out what the server answers; so do we then.
	if (names.includes('simplify')) values.simplify = false;
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
	const parameters = target === undefined ? values : withLocators(values, target);
	return { parameters, lost };
}

const asIs = (to: string) => ({ to, convert: (value: unknown) => value });
const isEmptyList = (value: unknown) => Array.isArray(value) && value.length === 0;

import type { Draft } from './draft';
import { OUR_NODE } from './ourTypes';
import { table } from './table';
import { isObject, type NodeJson, type Parameters } from './workflow';

// Finds empty required fields, because n8n doesn't start a workflow while a required field is empty.

const OURS = [OUR_NODE, `${OUR_NODE}Tool`];

/** @param converted names of the nodes that were converted */
export function sayMissing(draft: Draft, converted: ReadonlySet<string>): void {
	for (const node of draft.nodes) {
		if (!OURS.includes(node.type) || !converted.has(node.name)) continue;
		const missing = missingIn(node);
		if (missing.length === 0) continue;
		draft.say(
			'check',
			node.name,
			`Fill in ${missing.join(' and ')}. n8n does not start the workflow while a required field is empty.`,
		);
	}
}

function missingIn({ parameters }: NodeJson): string[] {
	const { resource, operation } = parameters;
	const entry = table.find((one) => one.resource === resource && one.operation === operation);
	const required = entry?.required ?? [];
	return required
		.filter(({ show }) =>
			show.every(({ field, values, default: initial }) =>
				values.includes(parameters[field] ?? initial),
			),
		)
		.filter(({ name }) => isEmpty(parameters, name))
		.map(({ label }) => label);
}

function isEmpty(parameters: Parameters, name: string): boolean {
	const value = parameters[name];
	const typed = isObject(value) && value.__rl === true ? value.value : value;
	return (
		typed === undefined ||
		typed === null ||
		typed === '' ||
		(Array.isArray(typed) && typed.length === 0)
	);
}

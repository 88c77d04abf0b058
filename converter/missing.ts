import type { Draft } from './draft';
import { OUR_NODE } from './ourTypes';
import { table } from './table';
import { isObject, type NodeJson, type Parameters } from './workflow';

// Required fields that are still empty: n8n does not start a workflow with one of them.

/** Also as a tool. */
const OURS = [OUR_NODE, `${OUR_NODE}Tool`];

/** @param converted names of the nodes that are ours now */
export function sayMissing(draft: Draft, converted: ReadonlySet<string>): void {
	for (const node of draft.nodes) {
		if (!OURS.includes(node.type) || !converted.has(node.name)) continue;
		const missing = missingIn(node);
		if (missing.length === 0) continue;
		draft.say(
			'check',
			node.name,
			`Fill in ${missing.join(' and ')}: it was empty, and n8n does not start the workflow as long as it is.`,
		);
	}
}

/** The labels of the fields that are empty and must not be. */
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

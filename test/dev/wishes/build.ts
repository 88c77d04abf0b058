import type { NewWorkflow, WorkflowNode } from '../../../dev/n8n/types';
import { nodeType } from '../../../dev/ourPackage';

// Workflows as somebody would propose them, in a line for each node.

/** A node without its place. */
export interface Part {
	readonly type: string;
	readonly typeVersion: number;
	readonly parameters: Record<string, unknown>;
	/** For If: what follows where the conditions do not hold. */
	readonly otherwise?: readonly Part[];
}

const part = (
	type: string,
	typeVersion: number,
	parameters: Record<string, unknown> = {},
): Part => ({
	type,
	typeVersion,
	parameters,
});

const demo = { __rl: true, mode: 'name', value: 'demo' };
export const to = (value: string) => ({ __rl: true, mode: 'number', value });

/** An operation of ours, as `resource/operation`. */
export const does = (what: string, parameters: Record<string, unknown> = {}): Part => {
	const [resource, operation] = what.split('/');
	const shared = { authentication: 'globalKey', instance: demo, resource, operation };
	return part(nodeType('evolutionApi'), 1, { ...shared, ...parameters });
};

export const reply = (text = '', more: object = {}) =>
	does('conversation/reply', { text, ...more });
export const sendText = (recipient: string, text: string, more: object = {}) =>
	does('message/sendText', { recipient: to(recipient), text, ...more });

const PRIVATE = { chatTypes: ['private'] };

export const onMessage = (more: Record<string, unknown> = {}): Part =>
	part(nodeType('evolutionApiTrigger'), 2, {
		authentication: 'globalKey',
		instance: demo,
		events: ['MESSAGES_UPSERT'],
		filters: PRIVATE,
		...more,
	});

export const byHand = part('n8n-nodes-base.manualTrigger', 1);
export const every = (rule: object) =>
	part('n8n-nodes-base.scheduleTrigger', 1.2, { rule: { interval: [rule] } });
export const table = part('n8n-nodes-base.googleSheets', 4.5, { operation: 'read' });
export const write = part('n8n-nodes-base.googleSheets', 4.5, { operation: 'append' });
export const loop = part('n8n-nodes-base.splitInBatches', 3);
export const code = part('n8n-nodes-base.code', 2, { jsCode: 'return items' });
export const agent = part('@n8n/n8n-nodes-langchain.agent', 3, {});
export const set = (values: Record<string, string>) =>
	part('n8n-nodes-base.set', 3.4, {
		assignments: {
			assignments: Object.entries(values).map(([name, value]) => ({
				id: name,
				name,
				value,
				type: 'string',
			})),
		},
	});

const conditions = (leftValue: string) => ({
	options: { caseSensitive: false, leftValue: '', typeValidation: 'loose', version: 2 },
	conditions: [
		{
			id: '1',
			leftValue,
			rightValue: '',
			operator: { type: 'boolean', operation: 'true', singleValue: true },
		},
	],
	combinator: 'and',
});

/** Goes on where the expression is true. */
export const only = (expression: string) =>
	part('n8n-nodes-base.filter', 2.2, { conditions: conditions(`={{ ${expression} }}`) });

export const either = (expression: string, otherwise: readonly Part[]): Part => ({
	...part('n8n-nodes-base.if', 2.2, { conditions: conditions(`={{ ${expression} }}`) }),
	otherwise,
});

/** The message that started it has this word. */
export const has = (word: string) => `/${word}/i.test($json.text)`;

/** The parts one after the other; the first is named *Start*. */
export function flow(...parts: readonly Part[]): NewWorkflow {
	const nodes: WorkflowNode[] = [];
	const connections: Record<
		string,
		{ main: Array<Array<{ node: string; type: string; index: number }>> }
	> = {};
	const add = ({ type, typeVersion, parameters }: Part): string => {
		const name = nodes.length === 0 ? 'Start' : `${type.split('.').at(-1)} ${nodes.length}`;
		nodes.push({
			id: name,
			name,
			type,
			typeVersion,
			position: [200 * nodes.length, 0],
			parameters,
		});
		return name;
	};
	const link = (from: string, output: number, node: string) => {
		const { main } = (connections[from] ??= { main: [] });
		while (main.length <= output) main.push([]);
		main[output].push({ node, type: 'main', index: 0 });
	};
	const chain = (row: readonly Part[], from?: string, firstOutput = 0): void => {
		let before = from;
		let output = firstOutput;
		for (const one of row) {
			const name = add(one);
			if (before !== undefined) link(before, output, name);
			if (one.otherwise !== undefined) chain(one.otherwise, name, 1);
			before = name;
			output = 0;
		}
	};
	chain(parts);
	return { name: 'Proposed', nodes, connections, settings: { executionOrder: 'v1' } };
}

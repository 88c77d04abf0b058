import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { WorkflowNode } from '../../dev/n8n/types';
import { isOurType, nodeType } from '../../dev/ourPackage';
import { exampleWorkflows } from '../../dev/workspace';
import { triggerFields } from '../../nodes/EvolutionApi/trigger/settings/triggerFields';
import { runAgent } from '../support/agentRun';
import { findOperation } from '../support/run';
import { bodies, useSimulator } from '../support/simulator';
import type { Field } from '../../nodes/EvolutionApi/core/values/field';

const FOLDER = join(__dirname, '../../examples');
const SELECTORS = ['authentication', 'resource', 'operation'];
/** Parameters that n8n adds to an AI tool. */
const OF_TOOLS = ['descriptionType', 'toolDescription'];

type AnyField = Field | INodeProperties;

const fieldsOf = ({ type, parameters }: WorkflowNode): readonly AnyField[] =>
	type === nodeType('evolutionApiTrigger')
		? triggerFields
		: findOperation(String(parameters.resource), String(parameters.operation)).fields;

/** Returns the names of parameters that match no field, for example `options.typo`. n8n ignores such parameters. */
function unknown(fields: readonly AnyField[], parameters: object): string[] {
	return Object.entries(parameters).flatMap(([name, value]) => {
		const field = fields.find((one) => one.name === name);
		if (field === undefined) return [name];
		if (field.type !== 'collection') return [];
		return unknown(field.options as AnyField[], Object(value)).map((inner) => `${name}.${inner}`);
	});
}

const nodes = exampleWorkflows().flatMap((workflow) =>
	workflow.nodes
		.filter(({ type }) => isOurType(type))
		.map((node): [string, WorkflowNode] => [`${workflow.name} → ${node.name}`, node]),
);

it.each(nodes)('%s has only parameters that its operation knows', (_name, node) => {
	const given = node.type.endsWith('Tool') ? [...SELECTORS, ...OF_TOOLS] : SELECTORS;
	const own = Object.entries(node.parameters).filter(([name]) => !given.includes(name));
	expect(unknown(fieldsOf(node), Object.fromEntries(own))).toEqual([]);
});

it('no example names a credential, since n8n 2.41 would then not store the one that a person chooses', () => {
	const naming = readdirSync(FOLDER)
		.filter((name) => name.endsWith('.json'))
		.filter((name) => {
			const { nodes: all } = JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as {
				nodes: object[];
			};
			return all.some((node) => 'credentials' in node);
		});
	expect(naming).toEqual([]);
});

it('an example that starts with the trigger alone names the instance only there', () => {
	const starts = ({ type }: WorkflowNode) => /Trigger$/.test(type);
	const twice = exampleWorkflows().filter(({ nodes: all }) => {
		const named = all.filter(({ parameters }) => {
			const { value } = Object(parameters.instance) as { readonly value?: unknown };
			return typeof value === 'string' && value !== '' && !value.startsWith('=');
		});
		const isAlone = all.filter(starts).every(({ type }) => isOurType(type));
		return isAlone && all.some(starts) && named.length > 1;
	});
	expect(twice.map(({ name }) => name)).toEqual([]);
});

it('Approve an order by WhatsApp looks at timedOut before approved', () => {
	const [example] = exampleWorkflows().filter(({ id }) => id === 'evolutionOrderApproval');
	const conditions = JSON.stringify(example.nodes).match(/(?<=json\.)(timedOut|approved) /g);
	expect(conditions).toEqual(['timedOut ', 'approved ']);
});

it.each(['Approve an order by WhatsApp', 'Group onboarding', 'Remind and escalate'])(
	'%s takes the instance from the node with the values to fill in',
	(title) => {
		const { nodes: all = [] } = exampleWorkflows().find(({ name }) => name === title) ?? {};
		const ours = all.filter(({ type }) => isOurType(type) && !/Trigger$/.test(type));
		const instances = ours.map(({ parameters }) => Object(parameters.instance).value as string);
		expect(ours.length).toBeGreaterThan(2);
		expect(instances.filter((instance) => !instance.includes('json.instance'))).toEqual([]);
	},
);

it('every example workflow has a sticky note', () => {
	const silent = exampleWorkflows().filter(
		({ nodes: all }) => !all.some(({ type }) => type === 'n8n-nodes-base.stickyNote'),
	);
	expect(silent.map(({ name }) => name)).toEqual([]);
});

it('the list of examples has every file, with its picture (if not: npx tsx test/e2e/pictures.ts)', () => {
	const list = readFileSync(join(FOLDER, 'README.md'), 'utf8');
	const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
	expect(files.filter((name) => !list.includes(`(${name})`))).toEqual([]);
	const pictures = files.map((name) => `docs/images/examples/${name.replace(/json$/, 'webp')}`);
	expect(pictures.filter((picture) => !list.includes(`(../${picture})`))).toEqual([]);
});

describe('the tool "Check a number" of the MCP example', () => {
	const simulator = useSimulator();
	const tool = nodes.find(([name]) => name === 'WhatsApp over MCP → Check a number')?.[1];
	const many = Array.from({ length: 300 }, (_one, index) => String(351_910_000_000 + index));

	// WhatsApp bans accounts that check too many numbers.
	it.each([
		['the first of 300 in one text', many.join(','), many[0]],
		['the first of 300, one a line', many.join('\n'), many[0]],
		['the first of 300 in a row of a table', many.join('\t'), many[0]],
		['one as people write it', '+55 (11) 98888-7777', '5511988887777'],
	])('looks up one number: %s', async (_what, number, first) => {
		const { resource, operation, instance, numbers } = tool?.parameters ?? {};
		await runAgent(simulator.current, {
			version: 3,
			before: [{ name: 'Client', type: 'trigger' }],
			items: [{}],
			gives: () => ({ number }),
			tool: { resource, operation, instance, numbers } as IDataObject,
		});
		const lookedUp = bodies(simulator.current).flatMap((body) => Object(body).numbers ?? []);
		expect(lookedUp).toEqual([first]);
	});
});

import { NodeHelpers, type INodeParameters, type INodeProperties } from 'n8n-workflow';

import { workflowOfOneTrigger } from '../../../../../dev/engine/oneTrigger';
import { triggerEventOptions } from '../../../../../nodes/EvolutionApi/fields/events';
import { EvolutionApiTrigger } from '../../../../../nodes/EvolutionApi/EvolutionApiTrigger.node';

// Tests which fields the trigger's panel shows, with the function that n8n's editor also uses.

const { description } = new EvolutionApiTrigger();
const NODE = { typeVersion: 2 };
const EVERY_EVENT = triggerEventOptions.map(({ value }) => value);

const fieldsOf = (name: string) =>
	description.properties.find((property) => property.name === name)?.options as INodeProperties[];

const offered = (collection: string, given: INodeParameters) => {
	const root = { authentication: 'globalKey', events: ['MESSAGES_UPSERT'], ...given };
	return fieldsOf(collection)
		.filter((field) => NodeHelpers.displayParameter({}, field, NODE, description, root))
		.map(({ displayName }) => displayName);
};

describe('panel of the trigger: Filters', () => {
	it('offers seven filters for messages', () => {
		expect(offered('filters', {})).toEqual([
			'Chat Types',
			'Chats',
			'Group Members',
			'Include My Own Messages',
			'Mentions',
			'Message Types',
			'Text',
		]);
	});

	it.each(['globalKey', 'instanceKey', 'evolutionGo'])(
		'offers at most nine filters: %s',
		(authentication) => {
			const filters = offered('filters', { authentication, events: EVERY_EVENT });
			expect(filters).toHaveLength(9);
			expect(filters).toEqual(expect.arrayContaining(['Labels', 'Status']));
		},
	);
});

describe('panel of the trigger: Options', () => {
	it('offers ten options for messages', () => {
		expect(offered('options', {})).toEqual([
			'Additional Instances',
			'Answers to Pending Questions',
			'Connection',
			'Download Media',
			'First Contact',
			'Human Takeover',
			'Loop Guard (Starts per Hour)',
			'Missed Messages',
			'Separate Outputs',
			'Simplify',
		]);
	});

	it('offers at most eleven options', () => {
		const options = offered('options', { events: EVERY_EVENT });
		expect(options).toHaveLength(11);
		expect(options).toEqual(expect.arrayContaining(['Auto-Recover']));
	});

	it('offers on Evolution Go all options but First Contact', () => {
		const missing = ['First Contact'];
		const there = offered('options', {}).filter((label) => !missing.includes(label));
		expect(offered('options', { authentication: 'evolutionGo' })).toEqual(there);
	});
});

it.each(['filters', 'options'])(
	'panel of the trigger: no option in %s has a description which says that it cannot be used',
	(name) => {
		const refused = /\b(error|refused|not available|does not (go|work) with|needs?)\b/i;
		const saying = fieldsOf(name).filter((field) => refused.test(field.description ?? ''));
		expect(saying.map(({ displayName }) => displayName)).toEqual([]);
	},
);

describe('panel of the trigger: expressions in the node description', () => {
	const [webhook] = description.webhooks ?? [];
	const evaluated = (text: unknown, parameters: INodeParameters): unknown => {
		const { workflow, node } = workflowOfOneTrigger({ parameters });
		return workflow.expression.getSimpleParameterValue(node, String(text), 'internal', {});
	};
	it('are not evaluated by n8n for each call of the webhook, which would cost a JavaScript engine each time', () => {
		const expressions = Object.keys(webhook).filter((key) => String(webhook[key]).startsWith('='));
		expect(expressions).toEqual([]);
	});

	it('show the chosen events in the subtitle of the node by their names in the list', () => {
		const events = ['MESSAGES_UPSERT', 'HEALTH_ALERT', 'NEW_EVENT'];
		expect(evaluated(description.subtitle, { events })).toBe(
			'Message Received, Health Alert, NEW_EVENT',
		);
	});
});

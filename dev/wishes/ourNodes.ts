import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';

import { EvolutionApi } from '../../nodes/EvolutionApi/EvolutionApi.node';
import { TRIGGER } from '../engine/oneTrigger';
import { START } from '../engine/startNode';

// Our nodes in a proposed workflow are the real ones. Only what waits, or asks triggers that other processes may have, is
// played: a day has no time to wait.

/** What happens where the node would wait. */
export interface Waits {
	/** What a person answers to a question; undefined if nothing comes. */
	readonly answer: (recipient: string) => string | undefined;
	/** All that was written in a row with this message, or undefined if more is to come. */
	readonly burst: (message: IDataObject) => string | undefined;
	/** Keeps a chat from workflows, gives it back (0 minutes), or says whether it is kept from them. */
	readonly leave: (chat: string, minutes: number) => void;
	readonly isLeft: (chat: string) => boolean;
}

const real = new EvolutionApi();

/** The same context with other parameters. */
const withParameters = (context: IExecuteFunctions, given: IDataObject): IExecuteFunctions =>
	new Proxy(context, {
		get(target, name, receiver) {
			if (name !== 'getNodeParameter') return Reflect.get(target, name, receiver) as unknown;
			return (...[parameter, ...rest]: Parameters<IExecuteFunctions['getNodeParameter']>) =>
				parameter in given ? given[parameter] : target.getNodeParameter(parameter, ...rest);
		},
	});

const textOf = (context: IExecuteFunctions, name: string) =>
	String(context.getNodeParameter(name, 0, '') ?? '');

const recipientOf = (context: IExecuteFunctions) =>
	String(context.getNodeParameter('recipient', 0, '', { extractValue: true }) ?? '');

const wordsOf = (label: string) => label.split('||').map((word) => word.trim());
const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** The message that the trigger gave, or the node before. */
const startedBy = (context: IExecuteFunctions): IDataObject =>
	context.getInputData()[0]?.json ?? {};

async function ask(context: IExecuteFunctions, waits: Waits): Promise<INodeExecutionData[][]> {
	const labels = Object(context.getNodeParameter('approvalOptions.values', 0, {})) as IDataObject;
	const { approveLabel = 'Yes', disapproveLabel = 'No' } = labels;
	const type = textOf(context, 'responseType');
	const choices =
		{
			approval: [String(approveLabel), String(disapproveLabel)],
			choice: textOf(context, 'choices').split('\n'),
		}[type] ?? [];
	const listed = choices.map((choice, index) => `${index + 1}. ${wordsOf(choice)[0]}`);
	const text = [textOf(context, 'message'), ...listed].join('\n');
	const sending = { resource: 'message', operation: 'sendText', text, options: {} };
	await real.execute.call(withParameters(context, sending));
	const said = waits.answer(recipientOf(context));
	const options = Object(context.getNodeParameter('options', 0, {})) as IDataObject;
	if (said === undefined && options.limitWaitTime === undefined) return [[]];
	const nothing = { approved: null, choice: null, text: null, timedOut: true };
	if (said === undefined) return [[{ json: nothing, pairedItem: 0 }]];
	const found = choices.findIndex((choice, index) =>
		[...wordsOf(choice), String(index + 1)].some((word) => same(word, said)),
	);
	if (choices.length > 0 && found === -1) return [[]];
	const approved = type === 'approval' ? found === 0 : null;
	const choice = found === -1 ? null : wordsOf(choices[found])[0];
	const answer = { approved, choice, text: said, timedOut: false };
	return [[{ json: answer, pairedItem: 0 }]];
}

function chatMeant(context: IExecuteFunctions): string {
	if (textOf(context, 'chatSource') === 'other') return recipientOf(context);
	const [trigger] = context
		.getParentNodes(context.getNode().name)
		.filter(({ type }) => /evolutionApiTrigger$/.test(type));
	const { $node } = context.getWorkflowDataProxy(0) as {
		$node: Record<string, { json: IDataObject }>;
	};
	return String(trigger ? $node[trigger.name].json.chat : startedBy(context).chat);
}

const played = (waits: Waits): Record<string, (context: IExecuteFunctions) => unknown> => ({
	sendAndWait: async (context) => await ask(context, waits),
	waitUntilQuiet(context) {
		const text = waits.burst(startedBy(context));
		if (text === undefined) return [[]];
		return [[{ json: { ...startedBy(context), text, chatInput: text }, pairedItem: 0 }]];
	},
	pause(context) {
		waits.leave(chatMeant(context), Number(context.getNodeParameter('pauseMinutes', 0, 60)));
		return [[{ json: { takenOver: true, by: 'workflow' }, pairedItem: 0 }]];
	},
	resume(context) {
		waits.leave(chatMeant(context), 0);
		return [[{ json: { takenOver: false }, pairedItem: 0 }]];
	},
	getTakeOver: (context) => [
		[{ json: { takenOver: waits.isLeft(chatMeant(context)) }, pairedItem: 0 }],
	],
});

/** The node, with what waits played. */
export const nodeWith = (waits: Waits): INodeType => ({
	...real,
	description: real.description,
	async execute(this: IExecuteFunctions) {
		const isConversation = textOf(this, 'resource') === 'conversation';
		const operation = isConversation ? played(waits)[textOf(this, 'operation')] : undefined;
		if (operation === undefined) return await real.execute.call(this);
		return (await operation(this)) as INodeExecutionData[][];
	},
});

/** The trigger puts out what it is started with; what starts it is decided by the real one. */
export const STARTED: INodeType = {
	...START,
	description: { ...START.description, properties: TRIGGER.description.properties },
};

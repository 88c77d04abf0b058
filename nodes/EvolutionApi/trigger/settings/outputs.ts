import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { triggerEventOptions } from '../../events';

const names = JSON.stringify(
	Object.fromEntries(triggerEventOptions.map(({ name, value }) => [value, name])),
);

/**
 * One output, or one for each chosen event, named as in the list. n8n evaluates this text wherever it needs the
 * outputs, so the names are in it.
 */
export const triggerOutputs =
	`={{ !$parameter["options"]["separateOutputs"] ? ["main"] : $parameter["events"].map((event) => ({ type: "main", displayName: (${names})[event] ?? event })) }}` as const;

/** "Message Received, Health Alert": under the node on the canvas. */
export const triggerSubtitle = `={{ $parameter["events"].map((event) => (${names})[event] ?? event).join(", ") }}`;

/** The items with which n8n has started the trigger: those of each output come as an input of execute(). */
export const startingItems = (context: IExecuteFunctions): INodeExecutionData[][] =>
	(context.getExecuteData().data.main ?? []).map((items, index) =>
		items === null ? [] : context.getInputData(index),
	);

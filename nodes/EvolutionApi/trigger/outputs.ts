import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

/**
 * One output, or a named one for each chosen event. n8n evaluates this text wherever it needs the outputs, so it
 * cannot use a function of ours for the names.
 */
export const triggerOutputs =
	`={{ $parameter["outputs"] !== "perEvent" ? ["main"] : $parameter["events"].map((event) => ({ type: "main", displayName: event.toLowerCase().split("_").map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(" ").replace("Qrcode", "QR Code") })) }}` as const;

/** The items with which n8n has started the trigger: those of each output come as an input of execute(). */
export const startingItems = (context: IExecuteFunctions): INodeExecutionData[][] =>
	(context.getExecuteData().data.main ?? []).map((items, index) =>
		items === null ? [] : context.getInputData(index),
	);

import type {
	IDataObject,
	IExecuteFunctions,
	INode,
	INodeExecutionData,
	IRunData,
	IRunExecutionData,
} from 'n8n-workflow';

// Properties of n8n's contexts that its types for nodes lack (read in n8n 2.20 to 2.41; n8nInside.test.ts checks them in the
// installed n8n). If the properties are missing, each function returns the same as for a node that hasn't run.

interface Insides {
	readonly runExecutionData?: Partial<IRunExecutionData> | null;
	readonly workflow?: { readonly nodes?: Readonly<Record<string, INode | undefined>> };
}

const insidesOf = (context: object): Insides => context;

export const findRuns = (context: IExecuteFunctions): IRunData =>
	insidesOf(context).runExecutionData?.resultData?.runData ?? {};

/** Tells whether *Execute Once* is on in a node's settings: the node then gets only the first item. */
export const runsOnce = (context: IExecuteFunctions, name: string): boolean =>
	insidesOf(context).workflow?.nodes?.[name]?.executeOnce === true;

// For an AI Agent of version 3 or later, n8n runs the tools: a tool's input is the agent's item, plus the arguments and the
// call's ID. n8n's execution stack lists these tool calls. Older agents and the MCP Server Trigger run tools themselves: the
// input is the agent's or trigger's item, without arguments.

export const toolItem = (context: IExecuteFunctions): IDataObject =>
	context.getExecuteData().data.main?.[0]?.[0]?.json ?? {};

/** Tells whether an agent before version 3, or the MCP Server Trigger, runs the tool. Otherwise, n8n runs it for the agent. */
export const isRunByAgent = (context: IExecuteFunctions): boolean =>
	!Object.hasOwn(toolItem(context), 'toolCallId');

/** Returns the arguments of the current tool call, or of several calls if the model's server gave them the same ID. */
export function findCalls(context: IExecuteFunctions): IDataObject[] {
	const { toolCallId } = toolItem(context);
	const stack = insidesOf(context).runExecutionData?.executionData?.nodeExecutionStack ?? [];
	return stack
		.flatMap(({ metadata }) => metadata?.subNodeExecutionData?.actions ?? [])
		.flatMap(({ action }) => (action.id === toolCallId ? [action.input] : []));
}

export function withCall(
	context: IExecuteFunctions,
	items: INodeExecutionData[],
	callArguments: IDataObject,
): IExecuteFunctions {
	const { name } = context.getNode();
	const { runExecutionData } = insidesOf(context);
	const runData = findRuns(context);
	// `$fromAI` reads the arguments from `inputOverride`.
	const inputOverride = { ai_tool: [[{ json: callArguments }]] };
	const runs = runData[name]?.map((run) => ({ ...run, inputOverride })) ?? [];
	const resultData = { ...runExecutionData?.resultData, runData: { ...runData, [name]: runs } };
	return Object.create(context, {
		connectionInputData: { value: items },
		runExecutionData: { value: { ...runExecutionData, resultData } },
	}) as IExecuteFunctions;
}

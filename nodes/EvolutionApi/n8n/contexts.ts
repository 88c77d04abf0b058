import type {
	IDataObject,
	IExecuteFunctions,
	INode,
	INodeExecutionData,
	IRunData,
	IRunExecutionData,
} from 'n8n-workflow';

// Properties that n8n's contexts have, and its types for nodes don't (read in n8n 2.20 to 2.41; n8nInside.test.ts reads them in the
// installed n8n). Without them, each function returns what it returns for a node that has not run.

interface Insides {
	readonly runExecutionData?: Partial<IRunExecutionData> | null;
	readonly workflow?: { readonly nodes?: Readonly<Record<string, INode | undefined>> };
}

const insidesOf = (context: object): Insides => context;

/** Returns the output of each node in this execution. */
export const findRuns = (context: IExecuteFunctions): IRunData =>
	insidesOf(context).runExecutionData?.resultData?.runData ?? {};

/** Returns whether *Execute Once* is on in the settings of a node: it gets the first item alone. */
export const runsOnce = (context: IExecuteFunctions, name: string): boolean =>
	insidesOf(context).workflow?.nodes?.[name]?.executeOnce === true;

// From version 3 on, an agent asks n8n to run a tool: n8n lays the arguments and the ID of the call over the item of the agent, and
// keeps the request with the agent, which waits for the answer. Older agents and the MCP Server Trigger run the tool themselves, in
// their own place: the tool then has their items and parents.

/** Returns the item of a tool: the agent's, with the arguments laid over it where n8n runs the tool. */
export const toolItem = (context: IExecuteFunctions): IDataObject =>
	context.getExecuteData().data.main?.[0]?.[0]?.json ?? {};

/** Returns whether an agent before version 3, or the MCP Server Trigger, runs the tool itself. */
export const isRunByAgent = (context: IExecuteFunctions): boolean =>
	!Object.hasOwn(toolItem(context), 'toolCallId');

/** Returns the arguments of each call with the ID of this one. Servers of models give several calls the same ID. */
export function findCalls(context: IExecuteFunctions): IDataObject[] {
	const { toolCallId } = toolItem(context);
	const stack = insidesOf(context).runExecutionData?.executionData?.nodeExecutionStack ?? [];
	return stack
		.flatMap(({ metadata }) => metadata?.subNodeExecutionData?.actions ?? [])
		.flatMap(({ action }) => (action.id === toolCallId ? [action.input] : []));
}

/** Returns a context that reads credentials as if the tool had been called with other items and arguments. */
export function withCall(
	context: IExecuteFunctions,
	items: INodeExecutionData[],
	given: IDataObject,
): IExecuteFunctions {
	const { name } = context.getNode();
	const { runExecutionData } = insidesOf(context);
	const runData = findRuns(context);
	// `$fromAI` reads the arguments there.
	const inputOverride = { ai_tool: [[{ json: given }]] };
	const runs = runData[name]?.map((run) => ({ ...run, inputOverride })) ?? [];
	const resultData = { ...runExecutionData?.resultData, runData: { ...runData, [name]: runs } };
	return Object.create(context, {
		connectionInputData: { value: items },
		runExecutionData: { value: { ...runExecutionData, resultData } },
	}) as IExecuteFunctions;
}

import type { IExecuteFunctions, INodeExecutionData, IRunData, ISourceData } from 'n8n-workflow';

import { asRecord } from '../values/answer';

// From which item of an earlier node an item comes. Where a node gets several items and puts out one without saying of which
// it is, such as a Code node that writes a summary, n8n links it to the first of them. Who wrote that one is then taken for
// who wrote all.

/** What an item says of where it comes from, if it is one place. */
function readLink({ pairedItem }: INodeExecutionData) {
	const [link, ...others] = [pairedItem ?? []].flat();
	if (link === undefined || others.length > 0) return undefined;
	return typeof link === 'number' ? { item: link } : link;
}

const findRun = (runs: IRunData, { previousNode, previousNodeRun = 0 }: ISourceData) =>
	runs[previousNode]?.[previousNodeRun];

/** The output that a source names. */
const findItems = (runs: IRunData, source: ISourceData): readonly INodeExecutionData[] =>
	findRun(runs, source)?.data?.main?.[source.previousNodeOutput ?? 0] ?? [];

/** More than any workflow has between two nodes. */
const MOST_STEPS = 1000;

/**
 * Whether the way back from an item to a node has such a link. Where there is none at all, n8n itself says so.
 * @param until the node that is looked for
 */
export function isLinkGuessed(context: IExecuteFunctions, index: number, until: string): boolean {
	const runs = findRuns(context);
	let item = context.getInputData()[index];
	let sources: ReadonlyArray<ISourceData | null> = context.getExecuteData().source?.main ?? [];
	for (let step = 0; step < MOST_STEPS; step++) {
		const link = item === undefined ? undefined : readLink(item);
		const from = link?.sourceOverwrite ?? sources[link?.input ?? 0];
		if (!link || !from || from.previousNode === until) return false;
		item = findItems(runs, from)[link.item];
		if (item !== undefined && isGuess(runs, from, item) && !runsOnce(context, from)) return true;
		sources = findRun(runs, from)?.source ?? [];
	}
	return false;
}

/** As n8n makes a link by itself: to the first of several items, of which this one is not a copy. */
function isGuess(runs: IRunData, source: ISourceData, item: INodeExecutionData): boolean {
	if (JSON.stringify(item.pairedItem) !== '{"item":0}') return false;
	const run = findRun(runs, source);
	const [from, ...otherInputs] = run?.source ?? [];
	const outputs = run?.data?.main ?? [];
	if (!from || otherInputs.length > 0 || outputs.flat().length > 1 || outputs.length > 1)
		return false;
	const [first, ...others] = findItems(runs, from);
	return others.length > 0 && JSON.stringify(item.json) !== JSON.stringify(first?.json);
}

/** No function of n8n tells it. */
const findRuns = (context: IExecuteFunctions): IRunData =>
	asRecord(
		asRecord(asRecord(Reflect.get(context, 'runExecutionData')).resultData).runData,
	) as object as IRunData;

/** *Execute Once* in the settings of a node: it gets the first item alone. */
function runsOnce(context: IExecuteFunctions, { previousNode }: ISourceData): boolean {
	const { nodes } = asRecord(Reflect.get(context, 'workflow'));
	return asRecord(asRecord(nodes)[previousNode]).executeOnce === true;
}

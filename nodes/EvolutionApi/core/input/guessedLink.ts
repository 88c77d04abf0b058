import type { IExecuteFunctions, INodeExecutionData, IRunData, ISourceData } from 'n8n-workflow';

import { findRuns, runsOnce } from '../../n8n/contexts';

// Detects item links (`pairedItem`) that n8n has guessed. If a node turns several messages into one summary without a link, n8n
// links the summary to the first message. The whole summary then seems to come from the sender of that message.

function readLink({ pairedItem }: INodeExecutionData) {
	const [link, ...others] = [pairedItem ?? []].flat();
	if (link === undefined || others.length > 0) return undefined;
	return typeof link === 'number' ? { item: link } : link;
}

const findRun = (runs: IRunData, { previousNode, previousNodeRun = 0 }: ISourceData) =>
	runs[previousNode]?.[previousNodeRun];

const findItems = (runs: IRunData, source: ISourceData): readonly INodeExecutionData[] =>
	findRun(runs, source)?.data?.main?.[source.previousNodeOutput ?? 0] ?? [];

/** More steps than any workflow has between two nodes. */
const MOST_STEPS = 1000;

/** Tells whether n8n guessed a `pairedItem` on the way from the item back to the node `until`. */
export function isLinkGuessed(context: IExecuteFunctions, index: number, until: string): boolean {
	const runs = findRuns(context);
	let item = context.getInputData()[index];
	let sources: ReadonlyArray<ISourceData | null> = context.getExecuteData().source?.main ?? [];
	for (let step = 0; step < MOST_STEPS; step++) {
		const link = item === undefined ? undefined : readLink(item);
		const from = link?.sourceOverwrite ?? sources[link?.input ?? 0];
		if (!link || !from || from.previousNode === until) return false;
		item = findItems(runs, from)[link.item];
		if (item !== undefined && isGuess(runs, from, item) && !runsOnce(context, from.previousNode))
			return true;
		sources = findRun(runs, from)?.source ?? [];
	}
	return false;
}

/** If a node merges several items, n8n links the result to the first one. */
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

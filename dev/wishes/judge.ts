import type { NewWorkflow } from '../n8n/types';
import { nodeType } from '../ourPackage';
import { Day, Unmet } from './day';
import type { Wish } from './wish';

/** What became of a wish. */
export interface Judged {
	readonly met: boolean;
	/** What is missing or wrong, in words; empty if it is met. */
	readonly why: string;
}

const OURS = nodeType('evolutionApi');

/** Whether the workflow has one of the operations, as `resource/operation`. */
const has = ({ nodes }: NewWorkflow, wanted: readonly string[]) =>
	nodes.some(
		({ type, parameters }) =>
			type.startsWith(OURS) &&
			wanted.includes(`${String(parameters.resource)}/${String(parameters.operation)}`),
	);

/** Plays the wish with a workflow in the engine, against the simulator. */
export async function judge(proposal: NewWorkflow, wish: Wish): Promise<Judged> {
	const missing = wish.contains.find((wanted) => !has(proposal, wanted));
	if (missing !== undefined)
		return { met: false, why: `It has no node that does ${missing.join(' or ')}.` };
	let day: Day | undefined;
	try {
		day = await Day.begin(proposal);
		await wish.play(day);
		return { met: true, why: '' };
	} catch (error) {
		if (error instanceof Unmet) return { met: false, why: error.message };
		throw error;
	} finally {
		await day?.end();
	}
}

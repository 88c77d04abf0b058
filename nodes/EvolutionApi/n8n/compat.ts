import {
	NodeOperationError,
	type IDeferredPromise,
	type INodeExecutionData,
	type IRun,
	type ITriggerFunctions,
} from 'n8n-workflow';

// All checks of n8n's version and engine are in this file.

/** n8n's `emit()` since 2.20. It starts only the first of all executions with the same deduplication key. */
export type Emit = (
	outputs: INodeExecutionData[][],
	response: Parameters<ITriggerFunctions['emit']>[1],
	end?: IDeferredPromise<IRun>,
	deduplicationKey?: string,
) => void;

/** @throws {NodeOperationError} if n8n is older than 2.20, so that its `emit()` has no parameter for a deduplication key */
export function requireKeys(context: Pick<ITriggerFunctions, 'emit' | 'getNode'>): void {
	if (context.emit.length > 3) return;
	throw new NodeOperationError(context.getNode(), 'The trigger needs n8n 2.20 or newer', {
		description:
			'Older versions do not store which message has started a workflow, so a workflow could start twice or never. Update n8n, and publish the workflow again.',
	});
}

export const TAKE_FIRST_ENGINE =
	'Take engineType out of the settings of the workflow, so that it runs on the first engine, and publish it again.';

/** From n8n 2.41 on, a node's context has the workflow's settings. */
interface WithSettings extends Pick<ITriggerFunctions, 'getNode'> {
	getWorkflowSettings?(): object;
}

/**
 * Refuses n8n's Engine 2.0. That engine starts no workflow for a trigger that must know when its execution is stored and when
 * it ends. Every event would be lost, and only the log would show that.
 * @throws {NodeOperationError} if the workflow is set to run on Engine 2.0
 */
export function refuseEngine2(context: WithSettings): void {
	const { engineType }: { readonly engineType?: string } = context.getWorkflowSettings?.() ?? {};
	if (engineType !== 'v2') return;
	throw new NodeOperationError(
		context.getNode(),
		'Engine 2.0 of n8n does not start workflows with this trigger',
		{ description: TAKE_FIRST_ENGINE },
	);
}

/** Matches the execution IDs of Engine 2.0. A node on that engine can't read the workflow's settings, which name the engine. */
const EXECUTION_OF_ENGINE_2 = /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[\da-f]{4}-[\da-f]{12}$/i;

export const isOnEngine2 = (executionId: string): boolean =>
	EXECUTION_OF_ENGINE_2.test(executionId);

/** n8n 2.41 doesn't export its own function for this. */
export function createDeferred<Result>(): IDeferredPromise<Result> {
	let settle: Pick<IDeferredPromise<Result>, 'resolve' | 'reject'> | undefined;
	const promise = new Promise<Result>((resolve, reject) => (settle = { resolve, reject }));
	return {
		promise,
		resolve: (result) => settle?.resolve(result),
		reject: (error) => settle?.reject(error),
	};
}

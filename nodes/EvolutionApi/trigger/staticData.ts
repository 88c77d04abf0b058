import { createHash } from 'node:crypto';
import type { IDataObject, IHookFunctions } from 'n8n-workflow';

/** Every context that n8n gives to the trigger. */
export type WithStaticData = Pick<
	IHookFunctions,
	'getInstanceId' | 'getNode' | 'getWorkflow' | 'getWorkflowStaticData'
>;

/**
 * What the node keeps in n8n's database. `n8n export:workflow` and `import:workflow` carry it along with the
 * workflow, so what the original had left there counts for nothing in a copy.
 */
export function staticDataOf(context: WithStaticData): IDataObject {
	const stored = context.getWorkflowStaticData('node');
	const owner = ownerOf(context);
	if (stored.owner === owner) return stored;
	for (const name of Object.keys(stored)) delete stored[name];
	stored.owner = owner;
	return stored;
}

/** The same workflow may be in several n8n, and the same node in several workflows. */
const ownerOf = (context: WithStaticData): string =>
	createHash('sha256')
		.update(
			JSON.stringify([context.getInstanceId(), context.getWorkflow().id, context.getNode().id]),
		)
		.digest('base64url')
		.slice(0, 16);

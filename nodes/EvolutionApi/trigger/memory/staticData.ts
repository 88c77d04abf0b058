import { createHash } from 'node:crypto';
import type { IDataObject, IHookFunctions } from 'n8n-workflow';

/** All contexts that n8n gives to the trigger have these. */
export type WithStaticData = Pick<
	IHookFunctions,
	'getInstanceId' | 'getNode' | 'getWorkflow' | 'getWorkflowStaticData'
>;

/**
 * What the node keeps in n8n's database. `n8n export:workflow` and `import:workflow` copy it together with the
 * workflow, so a copy first deletes what the original has left there.
 */
export function staticDataOf(context: WithStaticData): IDataObject {
	const stored = context.getWorkflowStaticData('node');
	const owner = ownerOf(context);
	if (stored.owner === owner) return stored;
	for (const name of Object.keys(stored)) delete stored[name];
	stored.owner = owner;
	return stored;
}

/** Several n8n may contain the same workflow, and several workflows the same node. */
const ownerOf = (context: WithStaticData): string =>
	createHash('sha256')
		.update(
			JSON.stringify([context.getInstanceId(), context.getWorkflow().id, context.getNode().id]),
		)
		.digest('base64url')
		.slice(0, 16);

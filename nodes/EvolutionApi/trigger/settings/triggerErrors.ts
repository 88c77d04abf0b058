import { toNodeError, wholeText } from '../../core/failures/nodeErrors';
import { triggerFields } from './triggerFields';
import type { TriggerCaller } from './triggerSettings';

/** Explains errors as the operations do. When an activation fails n8n shows only the message, so all is in it. */
export async function withExplainedErrors<Result>(
	context: TriggerCaller,
	run: () => Promise<Result>,
): Promise<Result> {
	return await run().catch((error: unknown) => {
		const nodeError = toNodeError(context.getNode(), error, triggerFields, 0);
		nodeError.message = wholeText(nodeError);
		throw nodeError;
	});
}

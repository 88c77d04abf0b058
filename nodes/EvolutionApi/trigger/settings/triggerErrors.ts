import { RequestFailure } from '../../core/failures/failure';
import { toNodeError, wholeText } from '../../core/failures/nodeErrors';
import { readConnection } from '../../core/server/connection';
import { explainRefusedKey } from '../../core/ask/instances';
import { triggerFields } from './triggerFields';
import { authenticationOf, type TriggerCaller } from './triggerSettings';

/** Explains errors as the operations do. When an activation fails n8n shows only the message, so all is in it. */
export async function withExplainedErrors<Result>(
	context: TriggerCaller,
	run: () => Promise<Result>,
): Promise<Result> {
	return await run().catch(async (error: unknown) => {
		const explained = await withRefusedKey(context, error);
		const nodeError = toNodeError(context.getNode(), explained, triggerFields, 0);
		nodeError.message = wholeText(nodeError);
		throw nodeError;
	});
}

async function withRefusedKey(context: TriggerCaller, error: unknown): Promise<unknown> {
	if (!(error instanceof RequestFailure)) return error;
	const authentication = authenticationOf(context);
	const connection = await readConnection(context, authentication).catch(() => undefined);
	if (connection === undefined) return error;
	return new RequestFailure(await explainRefusedKey(context, connection, error.failure));
}

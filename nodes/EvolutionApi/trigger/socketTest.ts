import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { parseDelivery } from '../events';
import { checkSocket, listen } from '../socket';
import { deliveredEvent } from './deliveredEvent';
import { joinTest } from './socketRegistration';
import { newOutputs } from './startWorkflow';
import { readServer, readSettings, type TriggerSettings } from './triggerSettings';
import { withExplainedErrors } from './triggerErrors';

/** n8n runs the trigger itself, to test the workflow: its input has nothing in it. */
export const isSocketTest = (context: IExecuteFunctions): boolean =>
	context.getMode() === 'manual' &&
	context.getNodeParameter('receiveThrough', 0, 'webhook') === 'webSocket' &&
	context.getInputData().every(({ json, binary }) => !binary && Object.keys(json).length === 0);

/**
 * *Execute step*: waits for an event that would start the workflow, beside the active one, until the user stops it.
 * @throws {NodeApiError} if events cannot be received
 */
export async function receiveTestEvent(
	context: IExecuteFunctions,
): Promise<INodeExecutionData[][]> {
	const settings = readSettings(context);
	return await withExplainedErrors(context, async () => {
		const { connection, instance } = await readServer(context);
		const lasting = withoutCancelling(context);
		const target = { context: lasting, connection, instance };
		await checkSocket(context, connection, instance);
		const leave = await joinTest(target, settings);
		try {
			return (await firstEvent(context, settings, { connection, instance })) ?? [];
		} finally {
			await leave().catch(() =>
				context.logger.debug('The events of the test could not be taken back'),
			);
		}
	});
}

/**
 * Once the user has stopped the test, n8n cancels every request of its context: also those that take back what the
 * test changed, and polls that others share.
 */
const withoutCancelling = (context: IExecuteFunctions): IExecuteFunctions =>
	Object.create(context, {
		getExecutionCancelSignal: { value: () => undefined },
	}) as IExecuteFunctions;

/** @returns undefined if the user has stopped the test */
async function firstEvent(
	context: IExecuteFunctions,
	settings: TriggerSettings,
	server: Awaited<ReturnType<typeof readServer>>,
): Promise<INodeExecutionData[][] | undefined> {
	const { connection, instance } = server;
	let stop = async () => {};
	try {
		return await new Promise((resolve, reject) => {
			const signal = context.getExecutionCancelSignal();
			signal?.addEventListener('abort', () => resolve(undefined), { once: true });
			stop = listen(connection, instance, {
				context: withoutCancelling(context),
				joined: () => {},
				lost: () => {},
				received: async (bodies) => {
					for (const body of bodies) {
						const delivery = parseDelivery(body);
						if (delivery?.instance !== instance) continue;
						const event = deliveredEvent(delivery);
						const outputs = await newOutputs(context, settings, event, async () => server).catch(
							reject,
						);
						if (outputs !== undefined) resolve(outputs);
					}
				},
			});
		});
	} finally {
		await stop();
	}
}

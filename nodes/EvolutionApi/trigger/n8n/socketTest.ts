import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Connection } from '../../core/server/adapter';
import { requireSignedDeliveries } from '../../core/server/serverVersion';
import { parseDelivery } from '../../events/eventItems';
import { checkSocket, listen } from '../../socket/socketConnection';
import { namingInstance, readInstances, settleEach } from '../active/registration';
import { chooseChannel } from '../channel/channels';
import { joinTest } from '../channel/socketEvents';
import { deliveredEvent } from '../memory/deliveredEvent';
import {
	withExplainedErrors,
	readSettings,
	type TriggerSettings,
} from '../settings/triggerSettings';
import { takeIfWanted } from '../start/startWorkflow';

/** n8n runs the trigger itself, to test the workflow: its input has nothing in it. */
export const isSocketTest = (context: IExecuteFunctions): boolean =>
	context.getMode() === 'manual' &&
	context.getInputData().every(({ json, binary }) => !binary && Object.keys(json).length === 0) &&
	chooseChannel(readSettings(context)).holdsConnection;

/**
 * *Execute step*: waits for an event that would start the workflow, beside the active one, until the user stops it.
 * @throws {NodeApiError} if events cannot be received
 */
export async function receiveTestEvent(
	context: IExecuteFunctions,
): Promise<INodeExecutionData[][]> {
	const settings = readSettings(context);
	return await withExplainedErrors(context, async () => {
		const { connection, instances } = await readInstances(context, settings);
		await requireSignedDeliveries(context, connection, 'The trigger');
		const lasting = withoutCancelling(context);
		const joined = await settleEach(instances, async (instance) => {
			await checkSocket({ context, connection, instance });
			return await joinTest({ context: lasting, connection, instance }, settings);
		});
		try {
			for (const [index, result] of joined.entries())
				if (result.status === 'rejected')
					throw namingInstance(settings, result.reason, instances[index] ?? '');
			return (await firstEvent(context, settings, connection, instances)) ?? [];
		} finally {
			const ends = joined.flatMap((result) =>
				result.status === 'fulfilled' ? [result.value] : [],
			);
			await settleEach(ends, async (leave) => {
				await leave().catch(() =>
					context.logger.debug('The events of the test could not be taken back'),
				);
			});
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
	connection: Connection,
	instances: readonly string[],
): Promise<INodeExecutionData[][] | undefined> {
	const stops: Array<() => Promise<void>> = [];
	try {
		return await new Promise((resolve, reject) => {
			const signal = context.getExecutionCancelSignal();
			signal?.addEventListener('abort', () => resolve(undefined), { once: true });
			// The user may have stopped it while its events were being asked for.
			if (signal?.aborted === true) resolve(undefined);
			const takeFrom = (instance: string) => async (bodies: readonly unknown[]) => {
				const getServer = async () => ({ connection, instance });
				for (const body of bodies) {
					const delivery = parseDelivery(body, connection.server);
					if (delivery?.instance !== instance) continue;
					const event = deliveredEvent(delivery);
					const outputs = await takeIfWanted(context, settings, event, { getServer }).catch(reject);
					if (outputs !== undefined) resolve(outputs);
				}
			};
			for (const instance of instances) {
				const listener = {
					context: withoutCancelling(context),
					joined: () => {},
					lost: () => {},
					received: takeFrom(instance),
				};
				stops.push(listen(connection, instance, listener));
			}
		});
	} finally {
		await Promise.all(stops.map(async (stop) => await stop()));
	}
}

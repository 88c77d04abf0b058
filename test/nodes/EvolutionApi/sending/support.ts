import type { IDataObject } from 'n8n-workflow';

import type { EngineResult } from '../../../../dev/engine/engine';
import type { Operation } from '../../../../nodes/EvolutionApi/table/operation';
import type { Simulator } from '../../../../simulator/server';
import type { Message } from '../../../../simulator/state/message';
import { runOperation, type OperationRun } from '../../../support/run';
import { arrived, refusal } from '../../../support/simulator';

/** Returns a phone number of Portugal. The server doesn't change numbers of this country. */
export const phone = (n: number) => String(351_910_000_000 + n);

export const TEXT = 'Our shop is open again on Monday.';

export async function broadcast(
	simulator: Simulator,
	recipients: readonly string[],
	bulkSending: IDataObject,
	more: Partial<OperationRun> = {},
): Promise<EngineResult> {
	return await runOperation(simulator, {
		resource: 'message',
		operation: 'sendText',
		items: recipients.map((to) => ({ json: { to } })),
		...more,
		values: { recipient: '={{ $json.to }}', text: TEXT, bulkSending, ...more.values },
	});
}

/** Names of the options of *Bulk Sending* about time and failures, in alphabetical order. */
export const TIME_PARTS = ['maxItems', 'output', 'quietHours', 'rateLimit', 'stopConditions'];

export const typedAt = (charactersPerSecond: number) => ({
	typingIndicator: { values: { duration: 'textLength', charactersPerSecond } },
});

export const REFUSAL = { path: '/message', ...refusal('No') };

const clock = (time: number) => new Date(time).toISOString().slice(11, 16);
const MINUTE = 60_000;

export const aroundNow = {
	values: {
		from: clock(Date.now() - 10 * MINUTE),
		to: clock(Date.now() + 20 * MINUTE),
		timeZone: 'UTC',
	},
};

export const partsOf = ({ fields }: Operation): string[] =>
	(fields.find(({ name }) => name === 'bulkSending')?.options ?? []).map(({ name }) => name);

export const fates = ({ items }: EngineResult) =>
	items.map(({ json }) => json.broadcast as IDataObject);

export const statuses = (result: EngineResult) => fates(result).map(({ status }) => status);

export function counts(result: EngineResult): Record<string, number> {
	const found: Record<string, number> = {};
	for (const status of statuses(result)) found[String(status)] = (found[String(status)] ?? 0) + 1;
	return found;
}

/** Returns the requests that arrived at routes with this beginning, oldest first. */
export const requestsTo = (simulator: Simulator, path: string) =>
	arrived(simulator).filter((request) => request.path.startsWith(path));

export const sentTo = (simulator: Simulator) =>
	requestsTo(simulator, '/message/sendText').map(({ body }) => (body as IDataObject).number);

export const onPhone = ({ state }: Simulator): Message[] =>
	[...(state.instances.get('demo')?.messages.newestFirst() ?? [])].filter(
		({ message }) => message.conversation === TEXT,
	);

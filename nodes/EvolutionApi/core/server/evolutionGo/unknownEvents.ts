import type { Failure } from '../../failures/failure';
import type { WebhookRecord } from '../adapter';
import { neverTold } from './events/goEventNames';

/** The server takes events that it does not know without a word: they are refused as other servers refuse them. */
export function unknownEvents({ enabled, events }: WebhookRecord): Failure | undefined {
	const unknown = enabled ? neverTold(events) : [];
	if (unknown.length === 0) return undefined;
	return {
		message: `Evolution Go has no event ${unknown.join(', ')}`,
		description: 'Remove it from the events.',
		nothingDone: true,
		unknownEvents: unknown.map((name) => events.indexOf(name)),
	};
}

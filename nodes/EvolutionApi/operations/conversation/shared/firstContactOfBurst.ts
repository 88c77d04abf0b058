import type { Call } from '../../../core/table/operation';
import type { Delivery } from '../../../events';
import { firstContactOf } from '../../../trigger/items/firstContact';
import { triggersBefore } from './earlierNodes';

/**
 * The trigger's *First Contact* for gathered messages: that of their first one, since the trigger has told it of the last one.
 * @param deliveries in their order
 */
export async function firstContactOfBurst(
	{ context, index, connection, instance }: Call,
	deliveries: readonly Delivery[],
): Promise<{ firstContact?: boolean | null }> {
	const [first] = deliveries;
	const items = triggersBefore(context, index).flatMap((trigger) => trigger.items);
	const isWanted = items.some((item) => 'firstContact' in item);
	if (first === undefined || !isWanted) return {};
	const server = async () => ({ connection, instance });
	return await firstContactOf(context, { firstContact: true }, first, server);
}

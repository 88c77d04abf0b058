import type { DeliveredKept } from '../../core/server/adapter';
import { isByHand, type Delivery } from '../../events';
import { kindAndText } from '../../events/simplify/message';
import type { Kind } from '../../events/simplify/kinds';
import { isWritten } from '../memory/deliveredEvent';
import type { ChatLine } from './silences';

/** They neither answer anything nor wait for an answer. */
const NO_WORDS: readonly Kind[] = ['deleted', 'edited', 'pin', 'reaction', 'system'];

/** @returns undefined for what says nothing, such as a reaction, and what WhatsApp has refused */
export function chatLineOf({ kept, delivery }: DeliveredKept): ChatLine | undefined {
	const kind = kindAndText(delivery)?.kind;
	if (kind === undefined || NO_WORDS.includes(kind) || kept.outcome === 'rejected')
		return undefined;
	const { messageId, seconds, order } = kept;
	return { messageId, seconds, order, by: authorOf(delivery) };
}

function authorOf(delivery: Delivery): ChatLine['by'] {
	if (delivery.message?.fromMe !== true) return 'other';
	return isByHand(delivery) || isWritten(delivery) ? 'person' : 'api';
}

import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { isRecord } from '../../../core/server/answer';
import { compileFilters, type DeliveryFilter } from '../../../events';
import { receivedContentOf } from '../../../events/simplify/content';
import { asDelivery } from '../../message/shared/storedMessage';
import { triggersBefore } from './startingMessage';

// Which messages of the store are waited for, and given.

type MessageKinds = 'all' | 'media' | 'text';

/** What is no message of its own, or cannot be read. */
const NOTHING_SAID = ['deleted', 'edited', 'pin', 'reaction', 'system', 'unknown'];

export function isOfKind(record: IDataObject, kinds: MessageKinds): boolean {
	const { kind, part } = receivedContentOf(record);
	if (NOTHING_SAID.includes(kind)) return false;
	if (kinds === 'all') return true;
	return (part?.reader.isMedia === true) === (kinds === 'media');
}

/** What was said for the account, by whomever: a reaction, an edit and the like are no answer. */
export const isAnswer = (record: IDataObject): boolean =>
	isRecord(record.key) && record.key.fromMe === true && isOfKind(record, 'all');

/** What the server makes of the forms that message IDs have; what it sends itself is `web` or `unknown`. */
const DEVICES = ['android', 'desktop', 'ios'];

/**
 * Whether a message of the account was written on one of its own devices, not sent through the API. Newer servers
 * keep the addressing mode of all that a device wrote, and of nothing else; for older ones there is only the form of
 * the ID, which WhatsApp Web and the API have in common.
 */
export const isFromDevice = ({ key, source }: IDataObject): boolean =>
	(isRecord(key) && key.addressingMode !== undefined) || DEVICES.includes(String(source));

/** The member of a group who wrote it. */
export const authorOf = ({ key, participant }: IDataObject) =>
	isRecord(key) ? (key.participant ?? participant) : participant;

/**
 * Whether a message starts the workflow: one that the trigger filters out has no execution that could go
 * on for the others.
 */
export function startsWorkflow(
	context: IExecuteFunctions,
	index: number,
	instance: string,
): (record: IDataObject) => boolean {
	const filters = triggersBefore(context, index).map((trigger) => compiled(trigger.params.filters));
	if (filters.length === 0) return () => true;
	return (data) => filters.some((passes) => passes(asDelivery(data, instance)));
}

/** The trigger runs, so its filters are good; what its expressions need may be missing here. */
function compiled(filters: unknown): DeliveryFilter {
	try {
		return compileFilters({ filters });
	} catch {
		return () => true;
	}
}

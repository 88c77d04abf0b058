import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../core/server/answer';
import { chatKeys, senderKeys } from '../addresses';
import type { Delivery } from '../delivery';
import { isoOfText } from '../timestamps';
import { firstText, numberOrNull } from '../values';

/** `labels.edit`: `color` is WhatsApp's number of the color. */
export function simplifyLabel({ data }: Delivery): IDataObject | undefined {
	if (!isRecord(data)) return undefined;
	return {
		labelId: firstText(data.id),
		name: firstText(data.name),
		color: numberOrNull(data.color),
		isDeleted: data.deleted === true,
	};
}

/** `labels.association`: `action` is add or remove. */
export function simplifyLabelOfChat({ data }: Delivery): IDataObject | undefined {
	if (!isRecord(data)) return undefined;
	return { ...chatKeys(data), labelId: firstText(data.labelId), action: firstText(data.type) };
}

/** `call`: `status` is offer, ringing, accept, reject, timeout or terminate. */
export function simplifyCall({ data }: Delivery): IDataObject | undefined {
	if (!isRecord(data)) return undefined;
	return {
		timestamp: isoOfText(data.date),
		callId: firstText(data.id),
		...chatKeys(data),
		...senderKeys(data.from, data.callerPn),
		status: firstText(data.status),
		isVideo: data.isVideo === true,
		isGroupCall: data.isGroup === true,
	};
}

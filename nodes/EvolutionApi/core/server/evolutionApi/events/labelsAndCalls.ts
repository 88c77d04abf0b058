import type { IDataObject } from 'n8n-workflow';

import { senderKeys } from '../../../values/addresses';
import { firstText, numberOrNull } from '../../../values/loose';
import { isoOfText } from '../../../values/timestamps';
import { chatKeys } from '../chatAddresses';

/** `labels.edit`: `color` is WhatsApp's number of the color. */
export const simplifyLabel = (data: IDataObject): IDataObject => ({
	labelId: firstText(data.id),
	name: firstText(data.name),
	color: numberOrNull(data.color),
	isDeleted: data.deleted === true,
});

/** `labels.association`: `action` is add or remove. */
export const simplifyLabelOfChat = (data: IDataObject): IDataObject => ({
	...chatKeys(data),
	labelId: firstText(data.labelId),
	action: firstText(data.type),
});

/** `call`: `status` is offer, ringing, accept, reject, timeout or terminate. */
export const simplifyCall = (data: IDataObject): IDataObject => ({
	timestamp: isoOfText(data.date),
	callId: firstText(data.id),
	...chatKeys(data),
	...senderKeys(data.from, data.callerPn),
	status: firstText(data.status),
	isVideo: data.isVideo === true,
	isGroupCall: data.isGroup === true,
});

import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../../core/values/answer';

const UNSET = {
	enabled: false,
	url: '',
	events: [],
	webhookByEvents: false,
	webhookBase64: false,
};

/** The webhook with the names of its headers, whose values are secrets. Until it is set, the answer is null. */
export const webhookRecord = (answer: IDataObject): IDataObject => ({
	...UNSET,
	...answer,
	headerNames: isRecord(answer.headers) ? Object.keys(answer.headers) : [],
});

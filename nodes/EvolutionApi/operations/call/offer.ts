import { defineOperation } from '../../core/table/defineOperation';
import { numberField } from '../../fields/fieldKinds';
import { flag, integer } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { recipient, recipientInput } from '../../fields/recipient';
import { toggle } from '../../fields/toggle';

/** `POST /call/offer/{instance}`: no version up to 2.4 calls anybody; the server answers with a made-up ID. */
export const offer = defineOperation({
	name: 'Offer',
	value: 'offer',
	action: 'Offer a WhatsApp call',
	description:
		'Meant to call somebody. So far, every version of Evolution API accepts this and does nothing.',
	request: {
		method: 'POST',
		path: '/call/offer/{instance}',
		retry: 'neverAfterSent',
		// Before 2.3.0 the answer may be empty.
		whenEmpty: {},
	},
	fields: [
		{
			displayName:
				'Evolution API answers as if it called, but no phone rings. This operation is here for the day when a version of the server supports it.',
			name: 'callNotice',
			type: 'notice',
			default: '',
		},
		instanceField,
		recipient,
		numberField('Duration (Seconds)', 'callDuration', {
			typeOptions: { minValue: 1, maxValue: 15 },
			default: 5,
			required: true,
			description: 'How long to let it ring, 1 to 15 seconds',
		}),
		toggle('Video Call', 'isVideo', 'Whether to offer a video call rather than a voice call'),
	],
	input: { recipient: recipientInput, callDuration: integer(1, 15), isVideo: flag },
	example: { recipient: '5511988887777', callDuration: 5, isVideo: false },
	body: ({ recipient: number, callDuration, isVideo }) => ({ number, callDuration, isVideo }),
});

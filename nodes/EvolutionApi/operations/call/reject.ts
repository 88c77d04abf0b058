import { defineOperation } from '../../core/table/defineOperation';
import { textField } from '../../fields/fieldKinds';
import { text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { chatInput } from '../../fields/recipient';

/** `POST /call/reject`. The server checks neither field. */
export const reject = defineOperation({
	name: 'Reject',
	value: 'reject',
	action: 'Reject a WhatsApp call',
	description: 'Reject a call that is ringing, as the trigger told it',
	request: { method: 'POST', path: '/call/reject', retry: 'always', onlyOn: 'evolutionGo' },
	fields: [
		instanceField,
		textField('Call ID', 'callId', {
			required: true,
			placeholder: 'e.g. {{ $json.callId }}',
			description: 'ID of the call, which the event Call of the trigger has',
		}),
		textField('Caller', 'caller', {
			required: true,
			placeholder: 'e.g. {{ $json.senderJid }}',
			description: 'Number or JID of who calls, which the event Call of the trigger has',
		}),
	],
	input: { callId: text, caller: chatInput },
	example: { callId: '0F0E0D0C0B0A', caller: '5511988887777' },
	body: ({ callId, caller: callCreator }) => ({ callCreator, callId }),
	output: (_answer, { callId, caller }) => ({ rejected: true, callId, caller }),
});

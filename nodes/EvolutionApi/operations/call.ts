import { defineOperation, type Resource } from '../table/operation';
import { textField } from '../fields/fieldKinds';
import { text } from '../fields/inputs';
import { instanceField } from '../fields/instance';
import { chatInput } from '../fields/recipient';

/** `POST /call/reject`. The server checks neither the call ID nor the caller. */
const reject = defineOperation({
	name: 'Reject',
	value: 'reject',
	action: 'Reject a WhatsApp call',
	description: 'Reject a ringing call that the trigger received',
	request: { method: 'POST', path: '/call/reject', idempotent: true, onlyOn: 'evolutionGo' },
	fields: [
		instanceField,
		textField('Call ID', 'callId', {
			required: true,
			placeholder: 'e.g. {{ $json.callId }}',
			description: 'ID of the call, as in the output of the trigger',
		}),
		// Not named `caller`, because n8n refuses every expression that reads a property with this name.
		textField('Caller', 'callerId', {
			required: true,
			placeholder: 'e.g. {{ $json.senderJid }}',
			description: 'Number or JID of the caller, as in the output of the trigger',
		}),
	],
	input: { callId: text, callerId: chatInput },
	example: { callId: '0F0E0D0C0B0A', callerId: '5511988887777' },
	body: ({ callId, callerId: callCreator }) => ({ callCreator, callId }),
	output: (_answer, { callId, callerId }) => ({ rejected: true, callId, callerId }),
});

export const callResource: Resource = {
	name: 'Call',
	value: 'call',
	description: 'Reject calls (Evolution Go)',
	operations: [reject],
};

import { successWith } from '../../core/answers';
import { checkFormattedNumber } from '../../core/numberChecks';
import { bodyOf, type InstanceGoRoute } from '../../core/route';
import { useClientPatiently } from '../../life/useClient';
import { withId, forwardable, NEEDS_NUMBER } from '../../sending/common';
import { sendMessage } from '../../sending/sendMessage';
import { has } from '../../state/versions';

const fields = { ...withId, text: 'string' } as const;
const struct = { name: 'TextStruct', fields } as const;
const forwardableStruct = { name: 'TextStruct', fields: { ...fields, ...forwardable } } as const;

export const sendText: InstanceGoRoute = {
	method: 'POST',
	path: '/send/text',
	key: 'instance',
	numbers: checkFormattedNumber,
	async run(call) {
		const isForwardable = has(call.state.config, 'forwarding');
		const body = bodyOf(call, isForwardable ? forwardableStruct : struct, [
			NEEDS_NUMBER,
			['text', 'message body is required'],
		]);
		await useClientPatiently(call);
		return successWith(
			await sendMessage(call, body, {
				messageType: 'extendedTextMessage',
				type: 'ExtendedTextMessage',
				part: { text: body.text },
			}),
		);
	},
};

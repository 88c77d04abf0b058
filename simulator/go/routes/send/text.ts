import { successWith } from '../../core/answers';
import { checkFormattedNumber } from '../../core/numberChecks';
import { bodyOf, type InstanceGoRoute } from '../../core/route';
import { useClientPatiently } from '../../life/useClient';
import { chosen, NEEDS_NUMBER } from '../../sending/common';
import { sendMessage } from '../../sending/sendMessage';

const struct = { name: 'TextStruct', fields: { ...chosen, text: 'string' } } as const;

export const sendText: InstanceGoRoute = {
	method: 'POST',
	path: '/send/text',
	key: 'instance',
	numbers: checkFormattedNumber,
	async run(call) {
		const body = bodyOf(call, struct, [NEEDS_NUMBER, ['text', 'message body is required']]);
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

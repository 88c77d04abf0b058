import { badRequest } from '../../core/answers';
import { sendSchema, textSchema } from '../../core/schema';
import type { InstanceRoute } from '../../core/types';
import { asString } from '../../core/values';
import { sendBusiness } from '../../whatsapp/business';
import { sendEvolution } from '../../whatsapp/evolution';
import { perChannel, sendBaileys } from '../../whatsapp/send';

export const sendText: InstanceRoute = {
	method: 'POST',
	path: '/message/sendText/:instanceName',
	guard: 'instance',
	schema: sendSchema({ text: textSchema, linkPreview: { type: 'boolean' } }, ['text']),
	handler(call) {
		const text = asString(call.body.text);
		if (text.trim() === '') throw badRequest('Text is required');
		const message = { conversation: text };
		return perChannel({
			baileys: () =>
				sendBaileys(call, (contextInfo) => ({ messageType: 'conversation', message, contextInfo })),
			business: () => sendBusiness(call, { messageType: 'conversation', message }),
			evolution: () => sendEvolution(call, { messageType: 'conversation', message }),
		})(call);
	},
};

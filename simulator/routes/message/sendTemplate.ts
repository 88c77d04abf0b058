import { crashed } from '../../core/answers';
import { numberSchema, textSchema } from '../../core/schema';
import type { InstanceRoute } from '../../core/types';
import { asString } from '../../core/values';
import { sendBusiness } from '../../whatsapp/business';
import { perChannel } from '../../whatsapp/send';

/** Only Business instances have templates. For Baileys instances, the server answers with 500, not 400. */
export const sendTemplate: InstanceRoute = {
	method: 'POST',
	path: '/message/sendTemplate/:instanceName',
	guard: 'instance',
	schema: {
		type: 'object',
		properties: {
			number: numberSchema,
			name: textSchema,
			language: textSchema,
			components: { type: 'array' },
			webhookUrl: textSchema,
		},
		required: ['name', 'language'],
	},
	handler: perChannel({
		baileys() {
			throw crashed('Method not available in the Baileys service');
		},
		business: (call) =>
			sendBusiness(call, {
				messageType: 'conversation',
				message: { conversation: `▶️${asString(call.body.name)}◀️` },
			}),
	}),
};

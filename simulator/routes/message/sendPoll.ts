import { randomBytes } from 'node:crypto';
import { sendSchema, textSchema } from '../../core/schema';
import type { InstanceRoute } from '../../core/types';
import { asList } from '../../core/values';
import { perChannel, sendBaileys } from '../../whatsapp/send';

export const sendPoll: InstanceRoute = {
	method: 'POST',
	path: '/message/sendPoll/:instanceName',
	guard: 'instance',
	schema: sendSchema(
		{
			name: textSchema,
			selectableCount: { type: 'integer', minimum: 0, maximum: 10 },
			values: { type: 'array', minItems: 2, maxItems: 10, uniqueItems: true, items: textSchema },
		},
		['name', 'selectableCount', 'values'],
	),
	handler: perChannel({
		baileys: (call) =>
			sendBaileys(call, (contextInfo) => ({
				messageType: 'pollCreationMessageV3',
				message: {
					messageContextInfo: { messageSecret: randomBytes(32), contextInfo },
					pollCreationMessageV3: {
						name: call.body.name,
						selectableOptionsCount: call.body.selectableCount,
						options: asList(call.body.values).map((optionName) => ({ optionName })),
					},
				},
			})),
	}),
};

import { randomBytes } from 'node:crypto';
import { sendSchema, textSchema } from '../../core/schema';
import type { InstanceCall, InstanceRoute } from '../../core/types';
import { asList } from '../../core/values';
import { isGroupJid } from '../../whatsapp/numbers';
import { MENTIONS, perChannel, sendBaileys } from '../../whatsapp/send';

const typeOf = ({ body }: InstanceCall): string =>
	body.selectableCount === 1 ? 'pollCreationMessageV3' : 'pollCreationMessage';

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
			sendBaileys(
				call,
				(contextInfo, jid) => {
					const messageType = typeOf(call);
					const context = isGroupJid(jid) ? undefined : { contextInfo };
					return {
						messageType,
						message: {
							messageContextInfo: { messageSecret: randomBytes(32), ...context },
							[messageType]: {
								name: call.body.name,
								selectableOptionsCount: call.body.selectableCount,
								options: asList(call.body.values).map((optionName) => ({ optionName })),
							},
						},
					};
				},
				MENTIONS,
			),
	}),
};

import { created, simError } from '../core/answers';
import { rowId } from '../core/ids';
import { asObject, asString, optionalString } from '../core/values';
import { addSession, type BotSession } from '../state/chatbots';
import { findInstance } from './find';
import type { ControlRoute } from './types';

const STATUS: readonly unknown[] = ['opened', 'closed', 'paused'];

export const chatbotControl: ControlRoute[] = [
	{
		method: 'POST',
		path: '/_sim/instances/:name/sessions',
		handler(call) {
			const instance = findInstance(call);
			const { platform, botId, remoteJid, status = 'opened', parameters } = call.body;
			const store = instance.chatbots.stores.get(asString(platform));
			if (!store?.bots.has(asString(botId))) throw simError(400, 'There is no such bot');
			if (!optionalString(remoteJid)) throw simError(400, '"remoteJid" must be a text');
			if (!STATUS.includes(status)) {
				throw simError(400, `"status" must be one of ${STATUS.join(', ')}`);
			}
			const now = new Date().toISOString();
			const session: BotSession = {
				id: rowId(),
				sessionId: asString(remoteJid),
				remoteJid: asString(remoteJid),
				pushName: asString(call.body.pushName),
				status: status as BotSession['status'],
				awaitUser: true,
				context: null,
				type: asString(platform),
				createdAt: now,
				updatedAt: now,
				instanceId: instance.id,
				parameters: asObject(parameters),
				botId: asString(botId),
			};
			addSession(instance.chatbots, session);
			return created(session);
		},
	},
];

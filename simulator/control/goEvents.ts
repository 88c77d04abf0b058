import { created, ok, simError } from '../core/answers';
import type { Call } from '../core/types';
import { asString, optionalString } from '../core/values';
import { CALL_ACTIONS, hearCall } from '../go/events/callEvents';
import { type GoEvent, tell } from '../go/events/goEvent';
import { aboutEvent, pictureEvent } from '../go/events/peopleEvents';
import { readSelfEvent } from '../go/events/receipts';
import { startClient } from '../go/life/clients';
import { openUrlOf, setPasskey, STAGES } from '../go/life/passkey';
import { has } from '../go/state/versions';
import type { Instance } from '../state/instance';
import { CALL_STATUSES, hearApiCall } from '../whatsapp/calls';
import { toJid } from '../whatsapp/numbers';
import { findInstance } from './find';
import type { ControlRoute } from './types';

function goInstance(call: Call): Instance {
	if (call.state.config.server === 'go') return findInstance(call);
	throw simError(400, 'This is for Evolution Go: start the simulator with --server go');
}

export const goEventRoutes: ControlRoute[] = [
	{
		method: 'POST',
		path: '/_sim/instances/:name/calls',
		handler(call) {
			const instance = findInstance(call);
			const isGo = call.state.config.server === 'go';
			const { from, action = 'offer' } = call.body;
			if (typeof from !== 'string') throw simError(400, '"from" must be a number or a JID');
			const actions = isGo ? CALL_ACTIONS : CALL_STATUSES;
			if (!actions.includes(String(action))) {
				throw simError(400, `"action" is one of ${actions.join(', ')}`);
			}
			const hear = isGo ? hearCall : hearApiCall;
			return created(hear(call.state, instance, toJid(from), call.body));
		},
	},
	{
		method: 'POST',
		path: '/_sim/instances/:name/passkey',
		async handler(call) {
			const { state } = call;
			const instance = goInstance(call);
			if (!has(state.config, 'passkeys')) {
				throw simError(400, 'Passkeys are known to servers from 0.7.2 on');
			}
			const stage = STAGES.find((one) => one === (call.body.stage ?? 'challenge'));
			if (!stage) throw simError(400, `"stage" is one of ${STAGES.join(', ')}`);
			await startClient(state, instance);
			const code = optionalString(call.body.code);
			const error = optionalString(call.body.error);
			const passkey = setPasskey(state, instance, stage, { code, error });
			if (!passkey) throw simError(400, 'It waits for no phone');
			return ok({ ...passkey, openUrl: openUrlOf(state, passkey) });
		},
	},
	{
		method: 'POST',
		path: '/_sim/instances/:name/people',
		handler(call) {
			const { state, body } = call;
			const instance = goInstance(call);
			const from = optionalString(body.from);
			if (from === undefined) throw simError(400, '"from" must be a number or a JID');
			const { about, picture } = body;
			const events: GoEvent[] = [];
			if (typeof about === 'string') events.push(aboutEvent(toJid(from), about));
			if (typeof picture === 'boolean') events.push(pictureEvent(toJid(from), !picture));
			if (has(state.config, 'peopleEvents')) {
				for (const event of events) tell(state, instance, event);
			}
			return ok({ changed: events.length });
		},
	},
	{
		method: 'POST',
		path: '/_sim/instances/:name/readSelf',
		handler(call) {
			const instance = goInstance(call);
			const chat = asString(call.body.chat);
			const messages = instance.messages.chat(chat)?.messages ?? [];
			const ids = messages.filter(({ key }) => !key.fromMe).map(({ key }) => key.id);
			if (ids.length > 0) tell(call.state, instance, readSelfEvent(instance, chat, ids));
			return ok({ read: ids.length });
		},
	},
	{
		method: 'POST',
		path: '/_sim/instances/:name/events',
		handler(call) {
			const instance = goInstance(call);
			const { event, data = {}, state, chat } = call.body;
			if (typeof event !== 'string') throw simError(400, '"event" must be a text');
			const told = { event, data, state: optionalString(state), chat: optionalString(chat) };
			tell(call.state, instance, told);
			return created({ told: event });
		},
	},
];

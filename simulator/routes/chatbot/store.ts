import { badRequest } from '../../core/answers';
import type { Answer, InstanceCall } from '../../core/types';
import type { BotStore } from '../../state/chatbots';
import { isDisabled } from '../../state/config';
import type { Instance } from '../../state/instance';
import type { Platform } from './platforms';

export function storeOf(instance: Instance, { name }: Pick<Platform, 'name'>): BotStore {
	const { stores } = instance.chatbots;
	const store = stores.get(name) ?? { bots: new Map(), settings: null };
	stores.set(name, store);
	return store;
}

type Handler = (call: InstanceCall) => Answer;

export const whenEnabled =
	({ name, label }: Platform, handler: Handler): Handler =>
	(call) => {
		if (isDisabled(call.state.config, name)) throw badRequest(`${label} is disabled`);
		return handler(call);
	};

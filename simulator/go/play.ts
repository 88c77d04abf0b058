import type { Played } from '../core/played';
import type { State } from '../state/state';
import { goApp } from './app';
import { translateEvents } from './events/translate';
import { GoWebhooks } from './events/webhooks';
import { followPhones } from './life/follow';

export function playGo(state: State): Played {
	const webhooks = new GoWebhooks(state);
	followPhones(state);
	translateEvents(state);
	return {
		routes: goApp,
		takesUpgrade: () => false,
		upgrade: (_request, connection) => connection.destroy(),
		stop: () => webhooks.stop(),
	};
}

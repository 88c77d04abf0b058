import { ok } from '../core/answers';
import { dropClient } from '../go/life/clients';
import { reload } from '../whatsapp/life';
import type { ControlRoute } from './types';

export const socketRoutes: ControlRoute[] = [
	{
		method: 'GET',
		path: '/_sim/sockets',
		handler: ({ state }) => ok(state.sockets?.list() ?? []),
	},
	{
		method: 'POST',
		path: '/_sim/sockets/cut',
		handler: ({ state }) => ok({ cut: state.sockets?.cut() ?? 0 }),
	},
	{
		method: 'POST',
		path: '/_sim/sockets/forget',
		handler: ({ state }) => ok({ forgotten: state.sockets?.forget() ?? 0 }),
	},
	{
		method: 'POST',
		path: '/_sim/restart',
		handler({ state }) {
			if (state.config.server === 'go') {
				for (const instance of state.instances.values()) dropClient(state, instance);
				return ok({ forgotten: 0 });
			}
			const forgotten = state.sockets?.forget() ?? 0;
			for (const instance of state.instances.values()) {
				const isPhone = instance.integration === 'WHATSAPP-BAILEYS';
				if (isPhone && instance.state === 'open') reload(state, instance);
			}
			return ok({ forgotten });
		},
	},
];

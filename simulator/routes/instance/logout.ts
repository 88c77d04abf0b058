import { badRequest, ok } from '../../core/answers';
import type { InstanceRoute } from '../../core/types';
import { isAtLeast } from '../../state/config';
import { close } from '../../whatsapp/life';

const answer = (message: string) => ok({ status: 'SUCCESS', error: false, response: { message } });

export const logout: InstanceRoute = {
	method: 'DELETE',
	path: '/instance/logout/:instanceName',
	guard: 'instance',
	handler({ state, instance }) {
		if (instance.state === 'close') {
			if (isAtLeast(state.config, '2.4.0')) return answer('Instance was already disconnected');
			throw badRequest(`The "${instance.name}" instance is not connected`);
		}
		close(state, instance, 401, `Log out instance: ${instance.name}`);
		return answer('Instance logged out');
	},
};

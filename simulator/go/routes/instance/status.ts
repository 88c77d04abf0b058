import { successWith } from '../../core/answers';
import type { InstanceGoRoute } from '../../core/route';
import { useClient, with400 } from '../../life/useClient';
import { has } from '../../state/versions';
import { isConnected, isLoggedIn } from '../../state/goInstance';

/** Before 0.7.2, this route starts a client if none runs. `Name` is the profile's name, not the instance's. */
export const status: InstanceGoRoute = {
	method: 'GET',
	path: '/instance/status',
	key: 'instance',
	run: async (call) =>
		await with400(async () => {
			const { state, instance, go } = call;
			if (!has(state.config, 'quietStatus')) await useClient(call);
			const LoggedIn = isLoggedIn(instance, go);
			return successWith({
				Connected: isConnected(instance, go),
				LoggedIn,
				Name: LoggedIn ? (instance.profileName ?? '') : '',
			});
		}),
};

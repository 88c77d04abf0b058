import { bareAnswer } from '../../core/answers';
import { bodyOf, type InstanceGoRoute } from '../../core/route';
import { checkUuid, findById, instanceById } from '../../state/findInstance';
import { advancedOf, advancedStruct, settingsFrom } from '../../state/instanceView';

const path = '/instance/:instanceId/advanced-settings';

/** The key of any instance can read the settings of every instance. */
export const getAdvancedSettings: InstanceGoRoute = {
	method: 'GET',
	path,
	key: 'instance',
	run: ({ state, params }) => bareAnswer(advancedOf(instanceById(state, params.instanceId))),
};

/** Sets all six settings together. For an unknown instance ID, it succeeds without writing anything. */
export const setAdvancedSettings: InstanceGoRoute = {
	method: 'PUT',
	path,
	key: 'instance',
	run(call) {
		const settings = bodyOf(call, { ...advancedStruct, isValue: true });
		const { state, params } = call;
		checkUuid(params.instanceId);
		const instance = findById(state, params.instanceId);
		if (instance) Object.assign(instance.settings, settingsFrom(settings));
		return bareAnswer({ message: 'Advanced settings updated successfully', settings });
	},
};
